package dev.eddy.internal.reactive;

/** Which item of a publisher is awaited, and whether it may be missing. */
public enum ValueMode {
    FIRST(true, false),
    FIRST_OR_DEFAULT(true, true),
    LAST(false, false),
    SINGLE(false, false),
    SINGLE_OR_NULL(false, true);

    /** Whether the first item is the answer: then one is requested, else all. */
    final boolean first;

    public final boolean mayBeEmpty;

    ValueMode(boolean first, boolean mayBeEmpty) {
        this.first = first;
        this.mayBeEmpty = mayBeEmpty;
    }

    boolean single() {
        return this == SINGLE || this == SINGLE_OR_NULL;
    }
}
