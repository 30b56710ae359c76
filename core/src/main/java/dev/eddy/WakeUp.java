package dev.eddy;

import org.jspecify.annotations.Nullable;

/** What a sleeper waits for, and its own timer's callback. */
final class WakeUp extends Future<@Nullable Void> implements Runnable {

    WakeUp(EventLoop loop) {
        super(loop);
    }

    @Override
    public void run() {
        finishNow(null);
    }
}
