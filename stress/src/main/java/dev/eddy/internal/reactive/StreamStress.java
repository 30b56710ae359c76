package dev.eddy.internal.reactive;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.eddy.EventLoop;
import dev.eddy.OnLoop;
import dev.eddy.context.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Streams in and out, {@link StreamSubscriber} and {@link Emission}, with their waiters in use. A signal that is lost shows as a
 * test that times out. Items are the digits of a number, so that their order shows.
 */
final class StreamStress {

    private StreamStress() {}

    private static final Subscription SILENT = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    /** A subscriber with its subscription. */
    abstract static class Incoming extends OnLoop {
        final Dropped dropped = new Dropped();
        final StreamSubscriber<Integer> stream = new StreamSubscriber<>(subscriber -> {}, 2, dropped);

        Incoming() {
            stream.onSubscribe(SILENT);
        }

        final int iterate() {
            int digits = 0;
            for (int item : stream) {
                digits = 10 * digits + item;
            }
            return digits;
        }
    }

    /** Items, and the end, while a coroutine iterates. */
    @JCStressTest
    @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "all, in order")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, out of order, or also discarded")
    @State
    public static class ItemsAndIteration extends Incoming {
        @Actor
        public void emitter() {
            stream.onNext(1);
            stream.onNext(2);
            stream.onComplete();
        }

        @Actor
        public void coroutine(II_Result result) {
            result.r1 = loop.runUntilComplete(this::iterate);
        }

        @Arbiter
        public void end(II_Result result) {
            drainAndClose();
            result.r2 = dropped.count();
        }
    }

    /** An item while the iteration is closed. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "each discarded once")
    @Outcome(expect = FORBIDDEN, desc = "lost, or told twice")
    @State
    public static class ItemsAndClose extends Incoming {
        @Actor
        public void emitter() {
            stream.onNext(1);
            stream.onNext(2);
        }

        @Actor
        public void coroutine() {
            stream.close();
        }

        @Arbiter
        public void end(I_Result result) {
            drainAndClose();
            result.r1 = dropped.count();
        }
    }

    /** An error while the iteration is closed. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "dropped once")
    @Outcome(expect = FORBIDDEN, desc = "lost, or told twice")
    @State
    public static class ErrorAndClose extends Incoming {
        @Actor
        public void emitter() {
            stream.onError(new IllegalStateException("planned"));
        }

        @Actor
        public void coroutine() {
            stream.close();
        }

        @Arbiter
        public void end(I_Result result) {
            drainAndClose();
            result.r1 = dropped.count();
        }
    }

    /** A body that emits two items, and its subscriber, which stops the loop when all is over. */
    abstract static class Outgoing extends OnLoop implements Subscriber<Integer> {
        final Dropped dropped = new Dropped();
        final Emission<Integer> emission = new Emission<>(
                loop,
                this,
                out -> {
                    out.emit(1);
                    out.emit(2);
                },
                dropped);
        int digits;
        int ended;

        final void runBody() {
            loop.callSoonThreadsafe(() -> emission.start(new Context()));
            loop.runForever();
        }

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(Integer item) {
            digits = 10 * digits + item;
        }

        @Override
        public void onError(Throwable error) {
            ended = -1;
            EventLoop.current().stop();
        }

        @Override
        public void onComplete() {
            ended++;
            EventLoop.current().stop();
        }
    }

    /** Requests while the body emits. */
    @JCStressTest
    @Outcome(id = "12, 1", expect = ACCEPTABLE, desc = "all, in order, and the end")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
    @State
    public static class RequestsAndEmission extends Outgoing {
        @Actor
        public void requester() {
            emission.request(1);
            emission.request(1);
        }

        @Actor
        public void body() {
            runBody();
        }

        @Arbiter
        public void end(II_Result result) {
            drainAndClose();
            result.r1 = digits;
            result.r2 = ended;
        }
    }
}
