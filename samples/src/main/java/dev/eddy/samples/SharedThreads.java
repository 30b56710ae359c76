package dev.eddy.samples;

import dev.eddy.LoopGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that libraries start for the whole JVM and nobody owns: Eddy's shared loops, Reactor's global schedulers,
 * netty's global executor. A program that is over ends them; each starts again when it is next used.
 */
final class SharedThreads {

    private SharedThreads() {}

    /** Ends them and waits for it, a second or two. */
    static void end() {
        LoopGroup.closeShared();
        Schedulers.shutdownNow();
        try {
            GlobalEventExecutor.INSTANCE.awaitInactivity(5, TimeUnit.SECONDS);
        } catch (IllegalStateException e) {
            return; // it never started
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
