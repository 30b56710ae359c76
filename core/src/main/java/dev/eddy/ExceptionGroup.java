package dev.eddy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several exceptions at once: Python's {@code ExceptionGroup}, what a {@link TaskGroup} throws. The members are its
 * suppressed exceptions too, so that a printed stack trace shows them all.
 *
 * <pre>{@code
 * try {
 *     taskGroup(group -> ...);
 * } catch (ExceptionGroup e) {
 *     ExceptionGroup io = e.subgroup(IOException.class::isInstance); // null if there is none
 * }
 * }</pre>
 */
public final class ExceptionGroup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final ArrayList<Throwable> exceptions;

    /**
     * @param exceptions at least one; groups may be nested
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(Objects.requireNonNull(message, "message") + " (" + exceptions.size()
                + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)"));
        this.message = message;
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("an ExceptionGroup needs at least one exception");
        }
        this.exceptions = new ArrayList<>(exceptions);
        for (Throwable exception : this.exceptions) {
            addSuppressed(exception);
        }
    }

    /** The members, in order: {@code ExceptionGroup.exceptions}. */
    public List<Throwable> exceptions() {
        return List.copyOf(exceptions);
    }

    /** The message without the count: {@code ExceptionGroup.message}. */
    public String message() {
        return message;
    }

    /** Those exceptions, of nested groups too, that meet the condition, in the same shape; null if there are none. */
    public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
        List<Throwable> kept = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (condition.test(exception)) {
                kept.add(exception);
            } else if (exception instanceof ExceptionGroup group) {
                ExceptionGroup part = group.subgroup(condition);
                if (part != null) {
                    kept.add(part);
                }
            }
        }
        return kept.isEmpty() ? null : new ExceptionGroup(message, kept);
    }
}
