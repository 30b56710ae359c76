package dev.eddy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several exceptions at once: Python's {@code ExceptionGroup}, what a {@link TaskGroup} throws. The members are its
 * suppressed exceptions too, so that a printed stack trace shows them all; {@link #tree} shows them without stacks.
 *
 * <p>Where a part of a group is wanted, the condition is asked of the group itself first: if the group meets it, that part is
 * the very group, whole. Other parts are new groups of the same shape, message, cause and stack trace.
 *
 * <pre>{@code
 * try {
 *     taskGroup(group -> ...);
 * } catch (ExceptionGroup e) {
 *     e.leaves(IOException.class).forEach(this::retryLater);
 *     ExceptionGroup rest = e.split(IOException.class).rest(); // null if there is none
 * }
 * }</pre>
 */
public final class ExceptionGroup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * The two parts of a group.
     *
     * @param matching what meets the condition, or null if nothing does
     * @param rest what does not, or null if all does
     */
    public record Split(@Nullable ExceptionGroup matching, @Nullable ExceptionGroup rest) {}

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

    /** The exceptions of that type that are no groups, in order, those of nested groups too. */
    public <X extends Throwable> List<X> leaves(Class<X> type) {
        Objects.requireNonNull(type, "type");
        List<X> leaves = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                leaves.addAll(group.leaves(type));
            } else if (type.isInstance(exception)) {
                leaves.add(type.cast(exception));
            }
        }
        return leaves;
    }

    /** What meets the condition, or null if nothing does: {@code ExceptionGroup.subgroup()}. */
    public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
        return split(condition).matching();
    }

    /** What is of that type, or null if nothing is. */
    public @Nullable ExceptionGroup subgroup(Class<? extends Throwable> type) {
        return split(type).matching();
    }

    /** What meets the condition, and what does not: {@code ExceptionGroup.split()}. */
    public Split split(Predicate<? super Throwable> condition) {
        Objects.requireNonNull(condition, "condition");
        if (condition.test(this)) {
            return new Split(this, null);
        }
        List<Throwable> matching = new ArrayList<>();
        List<Throwable> rest = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                Split parts = group.split(condition);
                if (parts.matching() != null) {
                    matching.add(parts.matching());
                }
                if (parts.rest() != null) {
                    rest.add(parts.rest());
                }
            } else {
                (condition.test(exception) ? matching : rest).add(exception);
            }
        }
        return new Split(partOf(matching), partOf(rest));
    }

    /** What is of that type, and what is not. */
    public Split split(Class<? extends Throwable> type) {
        return split(Objects.requireNonNull(type, "type")::isInstance);
    }

    /** As {@code derive()}, with what Python has {@code split} copy. */
    private @Nullable ExceptionGroup partOf(List<Throwable> some) {
        if (some.isEmpty()) {
            return null;
        }
        ExceptionGroup part = new ExceptionGroup(message, some);
        part.setStackTrace(getStackTrace());
        if (getCause() != null) {
            part.initCause(getCause());
        }
        Throwable[] suppressed = getSuppressed(); // the members, and then what was added later
        Arrays.stream(suppressed, exceptions.size(), suppressed.length).forEach(part::addSuppressed);
        return part;
    }

    /**
     * The group and its members in a printed form, one a line, each group's below it.
     *
     * <pre>
     * dev.eddy.ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
     * +- java.io.IOException: connection reset
     * +- dev.eddy.ExceptionGroup: retries (2 sub-exceptions)
     *    +- java.io.IOException: connection reset
     *    +- java.lang.IllegalStateException: closed
     * </pre>
     */
    public String tree() {
        List<String> lines = new ArrayList<>();
        print(this, "", "", lines);
        return String.join("\n", lines);
    }

    private static void print(Throwable exception, String first, String next, List<String> lines) {
        List<Throwable> members = exception instanceof ExceptionGroup group ? group.exceptions : List.of();
        String bar = members.isEmpty() ? "" : "|  ";
        String indent = first;
        for (String line : exception.toString().lines().toList()) {
            lines.add(indent + line);
            indent = next + bar;
        }
        for (int i = 0; i < members.size(); i++) {
            boolean last = i == members.size() - 1;
            print(members.get(i), next + "+- ", next + (last ? "   " : "|  "), lines);
        }
    }
}
