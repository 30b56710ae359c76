package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactive.Publishers.each;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Behaviour R6: of a subscription's methods one is called at a time (rule 2.7), and one may lead to another in the same thread. */
class SerialisedSubscriptionTest {

    private static final int ITEMS = 20_000;
    private static final int ROUNDS = 1_000;

    private volatile boolean overlapped;

    /** Emits what is requested, in the thread of each request or in that of an executor; notices calls that overlap. */
    private final class Emitting implements Subscription {
        private final Subscriber<? super Integer> downstream;
        private final @Nullable ExecutorService emitter;
        private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean cancelled;
        private int next; // the emitter's

        Emitting(Subscriber<? super Integer> downstream, @Nullable ExecutorService emitter) {
            this.downstream = downstream;
            this.emitter = emitter;
        }

        @Override
        public void request(long n) {
            guarded(() -> {
                if (demand.getAndAdd(n) != 0) {
                    return; // whoever emits sees it
                }
                if (emitter == null) {
                    emit();
                } else {
                    emitter.execute(this::emit);
                }
            });
        }

        @Override
        public void cancel() {
            guarded(() -> cancelled = true);
        }

        private void emit() {
            do {
                if (cancelled) {
                    return;
                }
                if (next == ITEMS) {
                    downstream.onComplete();
                    return;
                }
                downstream.onNext(next++);
            } while (demand.decrementAndGet() != 0);
        }

        private void guarded(Runnable call) {
            Thread current = Thread.currentThread();
            boolean outermost = inside.compareAndSet(null, current);
            overlapped |= !outermost && inside.get() != current;
            try {
                call.run();
            } finally {
                if (outermost) {
                    inside.set(null);
                }
            }
        }
    }

    private Publisher<Integer> emitting(@Nullable ExecutorService emitter) {
        return subscriber -> subscriber.onSubscribe(new Emitting(subscriber, emitter));
    }

    @Test
    void r6_requestsFromWithinOnNextWork() {
        List<Integer> items = new ArrayList<>();

        run(() -> each(emitting(null), 4).forEach(items::add));

        assertThat(items).hasSize(ITEMS).isSorted().doesNotHaveDuplicates();
        assertThat(overlapped).isFalse();
    }

    @Test
    void r6_requestsFromTheCoroutineDoNotOverlap() {
        List<Integer> items = new ArrayList<>();

        try (ExecutorService emitter = Executors.newSingleThreadExecutor()) {
            run(() -> each(emitting(emitter), 4).forEach(items::add));
        }

        assertThat(items).hasSize(ITEMS).isSorted().doesNotHaveDuplicates();
        assertThat(overlapped).isFalse();
    }

    @Test
    void r6_aCancellationDoesNotOverlapARequest() {
        try (ExecutorService emitter = Executors.newSingleThreadExecutor()) {
            run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    Task<?> task = createTask(() -> each(emitting(emitter), 4).forEach(item -> {}));
                    for (int i = 0; i <= round % 5; i++) {
                        sleep(ZERO);
                    }
                    task.cancel();
                    assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
                }
            });
        }

        assertThat(overlapped).isFalse();
    }
}
