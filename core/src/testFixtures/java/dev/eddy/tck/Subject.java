package dev.eddy.tck;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;

/** A coroutine that awaits a publisher, which is only there to be given its subscriber: that one is under test. */
final class Subject {

    private final EventLoop loop;
    private final CompletableFuture<Subscriber<? super Long>> subscriber = new CompletableFuture<>();
    private final CompletableFuture<Task<?>> task = new CompletableFuture<>();

    Subject(LoopGroup loops, Consumer<Publisher<Long>> body) {
        loop = loops.next();
        loop.callSoonThreadsafe(
                () -> task.complete(loop.createTask(() -> body.accept(given -> subscriber.complete(given)))));
    }

    /** Waits for it. */
    Subscriber<? super Long> subscriber() {
        return subscriber.join();
    }

    /** Does something on the coroutine's loop. */
    void onLoop(Runnable action) {
        loop.callSoonThreadsafe(action);
    }

    void cancel() {
        onLoop(() -> task.join().cancel());
    }

    /** Passes all signals on to the subscriber under test, and tells the probe of the subscription. */
    static class Forwarding implements Subscriber<Long> {
        private final Subscriber<? super Long> tested;
        private final WhiteboxSubscriberProbe<Long> probe;
        private final SubscriberPuppet puppet;

        Forwarding(Subscriber<? super Long> tested, WhiteboxSubscriberProbe<Long> probe, SubscriberPuppet puppet) {
            this.tested = tested;
            this.probe = probe;
            this.puppet = puppet;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            tested.onSubscribe(subscription);
            probe.registerOnSubscribe(puppet);
        }

        @Override
        public void onNext(Long item) {
            tested.onNext(item);
        }

        @Override
        public void onError(Throwable error) {
            tested.onError(error);
        }

        @Override
        public void onComplete() {
            tested.onComplete();
        }
    }
}
