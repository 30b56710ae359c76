package dev.eddy.rxjava;

/** What tests do to bring other threads to a known point, without waiting for time to pass. */
final class Turns {

    private Turns() {}

    /** Runs the body on another thread; the loop has no turn meanwhile, on an engine neither that hands it over to whoever blocks. */
    static void onAnotherThreadWithinThisTurn(Runnable body) {
        Thread thread = new Thread(body);
        thread.start();
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }
}
