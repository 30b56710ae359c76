package dev.eddy.internal.reactive;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * A subscription as its subscriber uses it, from any thread and before it is there: calls of {@code request} and
 * {@code cancel} never overlap (rule 2.7), whoever finds one under way leaves its wish to that thread. Only a cancel from
 * within a request goes through at once, so that a synchronous source stops.
 */
final class Upstream {

    private final AtomicInteger wishes = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable Thread caller;
    private volatile boolean cancelWanted;
    private boolean cancelDone; // for the caller

    /** Takes the subscription; a second one is cancelled. */
    boolean set(Subscription given) {
        if (subscription != null) {
            given.cancel();
            return false;
        }
        subscription = given;
        fulfil();
        return true;
    }

    void request(long n) {
        Demand.add(requested, n);
        fulfil();
    }

    void cancel() {
        cancelWanted = true;
        if (caller == Thread.currentThread()) {
            cancelOnce();
        } else {
            fulfil();
        }
    }

    boolean isCancelled() {
        return cancelWanted;
    }

    private void fulfil() {
        Subscription present = subscription;
        if (present == null || wishes.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            caller = Thread.currentThread();
            try {
                if (cancelWanted) {
                    cancelOnce();
                } else {
                    long n = requested.getAndSet(0);
                    if (n > 0) {
                        present.request(n);
                    }
                }
            } finally {
                caller = null;
            }
            seen = wishes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void cancelOnce() {
        Subscription present = subscription;
        if (!cancelDone && present != null) {
            cancelDone = true;
            present.cancel();
        }
    }
}
