package dev.eddy;

/** The monotonic clock of the system, from the moment this class was loaded. */
enum SystemClock implements LoopClock {
    INSTANCE;

    private final long origin = System.nanoTime();

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }

    @Override
    public boolean skipTo(long deadline) {
        return false;
    }

    @Override
    public boolean mayWaitForOthers() {
        return true;
    }
}
