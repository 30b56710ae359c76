package dev.eddy.internal.fiber;

/** The time from when a fiber blocks in a call of the JDK, so that its thread is free for others, until it goes on. */
public interface Absence {

    /** The call is over: the fiber can go on, as soon as the root switches to it. Called once, by any thread. */
    void over();

    /** The fiber goes on now; on the root. */
    void ends();
}
