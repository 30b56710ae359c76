package dev.eddy;

import dev.eddy.internal.SharedCleaner;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A turn that a guest has asked its host for. A host that is shut down may drop what it has accepted, and tells nobody; then this
 * can be reached no more.
 */
final class GuestTurn implements Runnable {

    private final Runnable turn;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Cleaner.Cleanable watch;

    /**
     * @param dropped called by any thread when the turn was dropped, which the garbage collector finds out
     */
    GuestTurn(Runnable turn, Runnable dropped) {
        this.turn = turn;
        this.watch = SharedCleaner.INSTANCE.register(this, whenUnreachable(over, dropped));
    }

    /** Does not know the turn, which it would keep. */
    private static Runnable whenUnreachable(AtomicBoolean over, Runnable dropped) {
        return () -> {
            if (!over.get()) {
                dropped.run();
            }
        };
    }

    @Override
    public void run() {
        forget();
        turn.run();
    }

    /** It was not dropped. */
    void forget() {
        try {
            over.set(true);
            watch.clean();
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
