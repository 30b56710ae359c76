package dev.eddy.internal;

import org.jspecify.annotations.Nullable;

/** What an object that belongs to one loop, from the first time that somebody waits in it, remembers of that loop. */
public final class Binding {

    private final String what;
    private @Nullable Object owner;

    /** For the message: what is bound. */
    public Binding(String what) {
        this.what = what;
    }

    /** Binds to the loop, or fails if another one is bound to. */
    public void require(Object loop) {
        if (owner == null) {
            owner = loop;
        } else if (owner != loop) {
            throw new IllegalStateException("this " + what + " is used by another event loop, " + owner
                    + "; it is no means between threads: make one for each loop");
        }
    }
}
