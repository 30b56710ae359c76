package dev.eddy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a loop's futures that nobody has looked at yet. What nobody can look at any more, since the future was
 * collected or the loop is closed, is for the exception handler. Used by the loop's thread.
 */
final class Unretrieved {

    private final ReferenceQueue<Future<?>> collected = new ReferenceQueue<>();
    private @Nullable Note first;

    /** A failure; the future holds this until somebody looks, and is not held. */
    static final class Note extends WeakReference<Future<?>> {
        private final Throwable exception;
        /** Set by other threads, which may not touch the list. */
        volatile boolean retrieved;

        private @Nullable Note previous;
        private @Nullable Note following;

        Note(Future<?> future, Throwable exception, ReferenceQueue<Future<?>> queue) {
            super(future, queue);
            this.exception = exception;
        }

        ExceptionContext toContext() {
            return new ExceptionContext("an exception was never retrieved", exception, get());
        }
    }

    Note add(Future<?> future, Throwable exception) {
        Note note = new Note(future, exception, collected);
        Note after = first;
        note.following = after;
        if (after != null) {
            after.previous = note;
        }
        first = note;
        return note;
    }

    void remove(Note note) {
        Note before = note.previous;
        Note after = note.following;
        if (before != null) {
            before.following = after;
        } else if (first == note) {
            first = after;
        }
        if (after != null) {
            after.previous = before;
        }
        note.previous = null;
        note.following = null;
    }

    /** Takes out the failure of a future that was collected; null if there is none. */
    @Nullable Note pollCollected() {
        Reference<?> reference = collected.poll();
        while (reference instanceof Note note) {
            remove(note);
            if (!note.retrieved) {
                return note;
            }
            reference = collected.poll();
        }
        return null;
    }

    /** Takes out all failures, in the order in which they came. */
    List<Note> takeAll() {
        List<Note> all = new ArrayList<>();
        for (Note note = first; note != null; note = note.following) {
            if (!note.retrieved) {
                all.addFirst(note);
            }
        }
        first = null;
        return all;
    }
}
