package dev.eddy;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a system property says, read once. If that is wrong, everybody who asks is told, not only the first. */
record Setting<T>(@Nullable T value, @Nullable String error) {

    /**
     * Reads a setting.
     *
     * @param parser takes null if the property is not set; throws an {@link IllegalStateException} that says what would be right
     */
    static <T> Setting<T> read(String property, Function<@Nullable String, T> parser) {
        try {
            return new Setting<>(parser.apply(System.getProperty(property)), null);
        } catch (IllegalStateException e) {
            return new Setting<>(null, e.getMessage());
        }
    }

    /** The value; fails if the property is wrong. */
    T get() {
        if (error != null) {
            throw new IllegalStateException(error);
        }
        return Objects.requireNonNull(value);
    }
}
