package dev.eddy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nobody has attended to yet: failures that were not looked at, coroutines that were not awaited. Once nobody can any
 * more, since the object was collected or the loop is closed, it is for the exception handler. Used by the loop's thread.
 */
final class Unattended {

    private final EventLoop loop;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private @Nullable Note first;

    Unattended(EventLoop loop) {
        this.loop = loop;
    }

    /** One such thing; the thing holds this until somebody attends to it, and is not held. */
    final class Note extends WeakReference<Object> {
        private final ExceptionContext report; // without the thing itself
        /** Set by other threads, which may not touch the list. */
        private volatile boolean settled;

        private @Nullable Note previous;
        private @Nullable Note following;

        private Note(Object thing, ExceptionContext report) {
            super(thing, collected);
            this.report = report;
        }

        /** Somebody has attended to it; from any thread. */
        void settle() {
            settled = true;
            if (loop.inEventLoop()) {
                remove(this);
            }
        }

        ExceptionContext report() {
            return get() instanceof Future<?> future
                    ? new ExceptionContext(report.message(), report.exception(), future, report.createdAt())
                    : report;
        }
    }

    Note failed(Future<?> future, Throwable exception) {
        return add(
                future,
                new ExceptionContext("an exception was never retrieved", exception, null, future.createdAt()));
    }

    Note notAwaited(Coroutine<?> coroutine, @Nullable Throwable createdAt) {
        return add(coroutine, new ExceptionContext(Coroutine.NEVER_AWAITED, null, null, createdAt));
    }

    private Note add(Object thing, ExceptionContext report) {
        Note note = new Note(thing, report);
        Note after = first;
        note.following = after;
        if (after != null) {
            after.previous = note;
        }
        first = note;
        return note;
    }

    private void remove(Note note) {
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

    /** Takes out the note on something that was collected; null if there is none. */
    @Nullable Note pollCollected() {
        Reference<?> reference = collected.poll();
        while (reference instanceof Note note) {
            remove(note);
            if (!note.settled) {
                return note;
            }
            reference = collected.poll();
        }
        return null;
    }

    /** Takes out all notes, in the order in which they came. */
    List<Note> takeAll() {
        List<Note> all = new ArrayList<>();
        for (Note note = first; note != null; note = note.following) {
            if (!note.settled) {
                all.addFirst(note);
            }
        }
        first = null;
        return all;
    }
}
