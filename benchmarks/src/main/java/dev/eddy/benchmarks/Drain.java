package dev.eddy.benchmarks;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Takes all items of so many publishers, one after the other, and gives their sum when all have ended. */
final class Drain implements CoreSubscriber<Integer>, FlowableSubscriber<Integer>, SingleObserver<Integer> {

    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private int open;
    private long total;

    Drain(int publishers) {
        this.open = publishers;
    }

    /** Waits for all items of one publisher; their sum. */
    static long sumOf(Publisher<Integer> publisher) {
        Drain drain = new Drain(1);
        publisher.subscribe(drain);
        return drain.sum().join();
    }

    CompletableFuture<Long> sum() {
        return done;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onSubscribe(Disposable disposable) {}

    @Override
    public void onNext(Integer item) {
        total += item;
    }

    @Override
    public void onSuccess(Integer item) {
        onNext(item);
        onComplete();
    }

    @Override
    public void onError(Throwable error) {
        done.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        if (--open == 0) {
            done.complete(total);
        }
    }
}
