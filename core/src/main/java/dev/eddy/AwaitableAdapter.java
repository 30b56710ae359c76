package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * Makes another library's type awaitable, so that {@code gather}, {@code wait} and {@code ensureFuture} take it. Found
 * with {@link java.util.ServiceLoader}; the bridges bring one each.
 */
public interface AwaitableAdapter {

    /** Whether objects of this class are this adapter's; asked once for each class. */
    boolean supports(Class<?> type);

    /** Whether its types are general ones, of which others may know more: such adapters are asked last. */
    default boolean isGeneral() {
        return false;
    }

    /**
     * The awaitable for an object of a supported class. Nothing begins before it is awaited or made a future; cancelling
     * that future cancels what it stands for.
     */
    Awaitable<? extends @Nullable Object> adapt(Object source);
}
