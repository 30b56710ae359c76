package dev.eddy.gevent;

/**
 * A call would wait for ever: nothing is ready, no timer is set, and all others wait in calls of this package, too: {@code
 * gevent.exceptions.LoopExit}. Thrown in the main program's call, if the {@link Hub} has a loop of its own. The cause names the
 * tasks and what each waits on.
 */
public final class LoopExit extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LoopExit(Throwable cause) {
        super("this call would wait for ever: every greenlet waits for another one, and there is no timer", cause);
    }
}
