package dev.eddy;

import org.jspecify.annotations.Nullable;

/** What a sleeper waits for, and its own timer's callback. */
final class Sleep extends Future<@Nullable Void> implements Runnable {

    Sleep(EventLoop loop) {
        super(loop);
    }

    @Override
    public void run() {
        finishNow(null);
    }
}
