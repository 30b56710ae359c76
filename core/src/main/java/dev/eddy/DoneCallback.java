package dev.eddy;

import dev.eddy.context.Context;
import java.util.function.Consumer;

/** A callback on a future: waits there, and when the future is done, in the ready queue. */
record DoneCallback<T>(Future<T> future, Consumer<? super Future<T>> callback, Context context) implements Ready {
    void run() {
        callback.accept(future);
    }

    @Override
    public String toString() {
        return "DoneCallback[" + callback.getClass().getName() + "]";
    }
}
