package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.Action;
import java.time.Duration;

/** What tests do to bring other tasks and threads to a known point, without waiting for time to pass. */
final class Turns {

    private Turns() {}

    /** Lets all that is ready, and what that makes ready in turn, have its turn. */
    static void letOthersRun() {
        for (int i = 0; i < 5; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Runs the body on another thread; what it sent to the loop has arrived when this returns. */
    static void onAnotherThread(Action body) {
        await(getRunningLoop().runInExecutor(() -> {
            body.run();
            return null;
        }));
        letOthersRun();
    }

    /** Runs the body on another thread; the loop has no turn meanwhile, on an engine neither that hands it over to whoever blocks. */
    static void onAnotherThreadWithinThisTurn(Runnable body) {
        Thread thread = new Thread(body);
        thread.start();
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }
}
