package dev.eddy.internal.reactive;

import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private volatile @Nullable Thread caller;
    private volatile boolean cancelWanted;
    private boolean cancelDone; // for the caller
    private final DropHooks hooks;

    Upstream(DropHooks hooks) {
        this.hooks = hooks;
    }

    /** Takes the subscription; a second one is cancelled. */
    boolean set(Subscription given) {
        if (!subscription.compareAndSet(null, given)) {
            cancel(given);
            if (!cancelWanted) {
                hooks.subscribedTwice();
            }
            return false;
        }
        fulfil();
        return true;
    }

    boolean isSet() {
        return subscription.get() != null;
    }

    /** Throws what the subscription throws, which it must not. */
    void request(long n) {
        Demand.add(requested, n);
        fulfil();
    }

    /** At once, or after a call that is under way in another thread; that thread's next item is the occasion to repeat this. */
    void cancel() {
        cancelWanted = true;
        if (caller == Thread.currentThread()) {
            cancelOnce();
        } else {
            fulfil();
        }
    }

    /** Throws what a request throws when there is nothing more to do. */
    private void fulfil() {
        Subscription present = subscription.get();
        if (present == null || wishes.getAndIncrement() != 0) {
            return;
        }
        Throwable thrown = null;
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
            } catch (Throwable e) {
                thrown = e;
            } finally {
                caller = null;
            }
            seen = wishes.addAndGet(-seen);
        } while (seen != 0);
        if (thrown != null) {
            throw Sneaky.<RuntimeException>raise(thrown);
        }
    }

    private void cancelOnce() {
        Subscription present = subscription.get();
        if (!cancelDone && present != null) {
            cancelDone = true;
            cancel(present);
        }
    }

    private void cancel(Subscription present) {
        try {
            present.cancel();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            hooks.errorDropped(e); // it must not (rule 3.15), and it changes nothing
        }
    }
}
