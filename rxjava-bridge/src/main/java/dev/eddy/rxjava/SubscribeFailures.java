package dev.eddy.rxjava;

import dev.eddy.internal.Sneaky;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a source throws from {@code subscribe}: RxJava packs it into the cause of a {@link NullPointerException}, the one
 * exception that may leave there.
 */
final class SubscribeFailures {

    private SubscribeFailures() {}

    /** The call, throwing what was thrown first. */
    static <S> Consumer<S> unpacked(Consumer<S> subscribe) {
        return subscriber -> {
            try {
                subscribe.accept(subscriber);
            } catch (NullPointerException e) {
                throw Sneaky.<RuntimeException>raise(Objects.requireNonNullElse(e.getCause(), e));
            }
        };
    }
}
