package dev.eddy.generator;

import dev.eddy.EventLoop;
import dev.eddy.internal.SharedCleaner;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Closes the run of a generator that nobody refers to any more: in its loop, as a task, which is what asyncio's hook for
 * asynchronous generators does; without a loop on a virtual thread, since clean-up code may block, or, where it must go on in
 * the thread in which it began, when that thread begins another generator.
 */
record Abandoned(BodyRun<?> body, @Nullable Queue<BodyRun<?>> ofThread) implements Runnable {

    private static final ThreadLocal<Queue<BodyRun<?>>> OF_THREAD = ThreadLocal.withInitial(ConcurrentLinkedQueue::new);
    private static final System.Logger LOGGER = System.getLogger("dev.eddy");

    /** Watches the generator, which begins, until its body has ended. */
    static void watch(Generator<?> generator, BodyRun<?> run) {
        Queue<BodyRun<?>> ofThread = run.isBoundToThread() ? OF_THREAD.get() : null;
        run.onEnd(SharedCleaner.INSTANCE.register(generator, new Abandoned(run, ofThread))::clean);
        if (ofThread != null) {
            for (BodyRun<?> rest = ofThread.poll(); rest != null; rest = ofThread.poll()) {
                close(rest);
            }
        }
    }

    @Override
    public void run() {
        if (body.state() != Generator.State.SUSPENDED) {
            return;
        }
        EventLoop loop = body.loop();
        if (loop != null) {
            try {
                loop.callSoonThreadsafe(() -> loop.createTask(body::close));
            } catch (IllegalStateException e) {
                // The loop was closed meanwhile, and has closed this generator.
            }
        } else if (ofThread != null) {
            ofThread.add(body);
        } else {
            Thread.ofVirtual().name("eddy-abandoned-generator").start(() -> close(body));
        }
    }

    private static void close(BodyRun<?> body) {
        try {
            body.close();
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.ERROR, "an abandoned generator failed while it was closed", e);
        }
    }
}
