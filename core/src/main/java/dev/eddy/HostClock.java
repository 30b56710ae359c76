package dev.eddy;

/** The clock of a guest's host, which decides how time goes on. */
record HostClock(GuestHost host) implements LoopClock {

    @Override
    public long nanoTime() {
        return host.nanoTime();
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
