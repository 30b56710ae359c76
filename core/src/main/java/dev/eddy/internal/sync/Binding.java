package dev.eddy.internal.sync;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.internal.WrongThread;
import org.jspecify.annotations.Nullable;

/** The loop of an object that belongs to one from the first time that somebody waits in it. */
public final class Binding {

    private final String what;
    private volatile @Nullable EventLoop loop; // looked at by any thread that uses the object, rightly or wrongly

    /** For the message: what is bound. */
    public Binding(String what) {
        this.what = what;
    }

    /** Binds to the running loop and gives it, or fails if another one is bound to. */
    public EventLoop bind() {
        EventLoop running = Asyncio.getRunningLoop();
        EventLoop bound = loop;
        if (bound == null) {
            loop = running;
        } else if (bound != running) {
            throw new IllegalStateException("this " + what + " is used by another event loop, " + bound
                    + "; it is no means between threads: make one for each loop");
        }
        return running;
    }

    /** Fails if the calling thread may not use the loop; where there is none, or it is closed, nobody waits. */
    public void requireLocal(String call) {
        EventLoop bound = loop;
        if (bound != null && !bound.isClosed()) {
            WrongThread.unless(bound.inEventLoop(), call, bound);
        }
    }
}
