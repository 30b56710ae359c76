package dev.eddy.testing.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a test wants to know of the streams that it uses; told by any thread. */
public interface StreamObserver {

    /** The library has dropped an error, since nobody was there to take it. */
    void dropped(Throwable error);

    /**
     * Somebody subscribes.
     *
     * @param operators their names, from the source on
     * @return what is to be told that the subscription has ended, and is given the means to cancel it; null if the test
     *     does not care
     */
    @Nullable Opened opened(Supplier<String> operators);

    /** One subscription. */
    interface Opened {
        /** It can be cancelled by this. */
        void cancellable(Runnable cancel);

        /** It was cancelled, or has terminated; may be told more than once. */
        void closed();
    }
}
