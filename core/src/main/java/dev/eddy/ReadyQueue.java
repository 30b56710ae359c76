package dev.eddy;

import dev.eddy.internal.LoopProbe;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a loop has to run, and in which order: the FIFO of ready entries with its passes, the timers, and the inbox for
 * other threads. Used by the loop's thread, except {@link #post}.
 */
final class ReadyQueue {

    private final LoopClock clock;
    private final Listener listener;
    private final @Nullable LoopProbe probe;
    private final ArrayDeque<Ready> ready = new ArrayDeque<>();
    private final Timers timers = new Timers();
    private final Inbox inbox = new Inbox();

    /**
     * To wake a parked thread takes tens of microseconds, so a wait that is likely to be shorter is waited awake: one after a short
     * one.
     */
    private final long spinNanos = Spin.nanos();

    /** Whether to wait for other threads, where there is nothing to do and no timer. */
    private BooleanSupplier mayWaitForOthers;
    /** How many entries at the head of the queue belong to the pass under way. */
    private int leftInPass;
    private boolean passBegan;
    private boolean lastWaitWasShort;
    /** The run is one pass, and does not wait for work. */
    private boolean onePass;
    private boolean stopping;
    /** How often {@link #isQuiet} was asked. */
    private int asked;
    /** How much work goes on outside. */
    private int held;
    /** Brings a guest back: told of work that comes while no run is under way. Null for loops that are no guests. */
    private volatile @Nullable Runnable wakeUp;
    /** A guest between its turns: what the host's thread adds has to bring it back, too. */
    private boolean dormant;
    /** The thread that waits for work. Written before the inbox is looked at, read after a handle was posted. */
    private volatile @Nullable Thread sleeper;

    /** What the queue tells its loop, on the thread that waits for work. */
    interface Listener {
        /** A pass begins; what is ready afterwards is run. */
        default void passBegins() {}

        /** There is nothing to do, perhaps for long. */
        default void idle() {}

        /** The wait would never end. */
        default void stuck() {}

        /** The thread that runs the loop was interrupted. */
        default void interrupted() {}
    }

    ReadyQueue(LoopClock clock, Listener listener, @Nullable LoopProbe probe) {
        this.clock = clock;
        this.listener = listener;
        mayWaitForOthers = clock::mayWaitForOthers;
        this.probe = probe;
    }

    /** Adds an entry for the next pass. */
    void add(Ready entry) {
        ready.add(entry);
        if (dormant) {
            wakeGuest();
        }
    }

    /** Puts back the entry that {@link #next} gave last. */
    void giveBack(Ready entry) {
        ready.addFirst(entry);
        leftInPass++;
    }

    /** Takes out an entry that was added and not given yet. */
    void withdraw(Ready entry) {
        int position = 0;
        for (var entries = ready.iterator(); entries.hasNext(); position++) {
            if (entries.next() == entry) {
                entries.remove();
                if (position < leftInPass) {
                    leftInPass--;
                }
                return;
            }
        }
    }

    void add(TimerHandle timer) {
        timers.add(timer);
        if (dormant) {
            wakeGuest();
        }
    }

    void remove(TimerHandle timer) {
        timers.remove(timer);
    }

    /** Work goes on outside, which will add something: until {@link #release}, a virtual clock stands still. */
    void hold() {
        held++;
    }

    void release() {
        held--;
    }

    /** Adds a handle from any thread, and wakes the loop; false if the queue is closed. */
    boolean post(Handle handle) {
        if (!inbox.post(handle)) {
            return false;
        }
        Thread waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        wakeGuest();
        return true;
    }

    private void wakeGuest() {
        Runnable action = wakeUp;
        if (action != null) {
            action.run();
        }
    }

    void setMayWaitForOthers(BooleanSupplier decision) {
        mayWaitForOthers = decision;
    }

    void setWakeUp(Runnable action) {
        wakeUp = action;
    }

    /** Begins a run, which lasts at least one pass; or just that, without waiting for work. */
    void begin(boolean onePass) {
        this.onePass = onePass;
        dormant = false;
        passBegan = false;
        leftInPass = 0;
    }

    /** For how long there is nothing to do, in nanoseconds, as far as it is known; zero: there is, if only to tell that it is stuck. */
    long nanosToWork() {
        return !ready.isEmpty() || !inbox.isEmpty() || skipsToFirst() || isStuck() ? 0 : nanosToFirst();
    }

    /** Whether the run under way, or the next one, is to stop. */
    boolean isStopping() {
        return stopping;
    }

    /** Ends a run: the request to stop is spent. */
    void end() {
        stopping = false;
        dormant = wakeUp != null;
    }

    void stop() {
        stopping = true;
        if (dormant) {
            wakeGuest();
        }
    }

    /** Refuses handles of other threads from now on; drops timers and callbacks, but not what {@link #rest} gives. */
    void close() {
        ready.removeIf(
                entry -> !(entry instanceof DoneCallback<?> || (entry instanceof Handle handle && handle.posted)));
        inbox.closeAndDrainTo(ready);
        timers.clear();
        leftInPass = 0;
        wakeGuest(); // which ends then
    }

    /**
     * What others rely on even when the loop is closed: the callbacks of futures that are done, and the handles that were
     * accepted from other threads. Null if there is nothing more.
     */
    @Nullable Ready rest() {
        Ready entry = ready.poll();
        while (entry != null && (entry instanceof Task<?> || isCancelled(entry))) {
            entry = ready.poll();
        }
        return entry;
    }

    private static boolean isCancelled(Ready entry) {
        return entry instanceof Handle handle && handle.cancelled();
    }

    /** The next entry of the pass under way; null if there is none. */
    @Nullable Ready nextInPass() {
        while (leftInPass > 0) {
            leftInPass--;
            Ready entry = ready.remove();
            if (!isCancelled(entry)) {
                return entry;
            }
        }
        return null;
    }

    /** The next entry to run, when there is one; null when the run is to stop, which it does between passes. */
    @Nullable Ready next() {
        while (true) {
            Ready entry = nextInPass();
            if (entry != null) {
                return entry;
            }
            if ((stopping || onePass) && passBegan) {
                return null;
            }
            passBegan = true;
            beginPass();
        }
    }

    /**
     * Whether a pass that began now would find nothing to do. Sometimes no even if so: what else a pass does is not to be put off for
     * ever.
     */
    boolean isQuiet() {
        return timers.isEmpty() && isQuietButForTimers();
    }

    private boolean isQuietButForTimers() {
        return ready.isEmpty()
                && inbox.isEmpty()
                && !stopping
                && !onePass
                && (++asked & 255) != 0;
    }

    /**
     * Waits awake for another thread, in the place of a pass that would find nothing to do, if the last wait was short; whether it has
     * come.
     */
    boolean spinUntil(BooleanSupplier condition) {
        if (!lastWaitWasShort || clock instanceof VirtualClock || !isQuietButForTimers()) {
            return false;
        }
        long nanos = nanosToFirst();
        return nanos > 0 && spin(nanos, condition) && condition.getAsBoolean();
    }

    private void beginPass() {
        if (Thread.interrupted()) {
            listener.interrupted();
        }
        listener.passBegins();
        inbox.drainTo(ready);
        if (ready.isEmpty() && !stopping) {
            waitForWork();
            inbox.drainTo(ready);
        }
        if (!timers.isEmpty()) {
            takeExpired(clock.nanoTime());
        }
        leftInPass = probe == null ? ready.size() : arrange(probe);
    }

    private int arrange(LoopProbe probe) {
        ready.removeIf(ReadyQueue::isCancelled);
        return probe.arrange(ready, Turns.INSTANCE);
    }

    private void takeExpired(long now) {
        for (TimerHandle due = timers.removeDue(now); due != null; due = timers.removeDue(now)) {
            ready.add(due);
        }
    }

    /** Returns when the inbox is not empty or the first deadline has come; perhaps sooner. */
    private void waitForWork() {
        listener.idle();
        if (probe != null && inbox.isEmpty() && !isAnyDue(clock.nanoTime())) {
            probe.idle();
            if (!ready.isEmpty()) {
                return;
            }
            if (probe.waitsForOthers()) {
                await(Long.MAX_VALUE);
                return;
            }
        }
        if (inbox.isEmpty() && skipsToFirst()) {
            return;
        }
        if (isStuck()) {
            stopping = true;
            listener.stuck();
            return;
        }
        if (!onePass) {
            await(nanosToFirst());
        }
    }

    /** Whether there is no timer, and nobody who may bring work. */
    private boolean isStuck() {
        return timers.isEmpty() && inbox.isEmpty() && held == 0 && !mayWaitForOthers.getAsBoolean();
    }

    /** Whether there is a timer whose deadline the clock has gone to by itself. */
    private boolean skipsToFirst() {
        return !timers.isEmpty() && held == 0 && clock.skipTo(timers.firstDeadline());
    }

    private boolean isAnyDue(long now) {
        return !timers.isEmpty() && timers.firstDeadline() <= now;
    }

    /** For how long there is no timer to run; {@link Long#MAX_VALUE} for ever. */
    private long nanosToFirst() {
        boolean standsStill = held > 0 && clock instanceof VirtualClock;
        return timers.isEmpty() || standsStill
                ? Long.MAX_VALUE
                : Math.max(0, Durations.add(timers.firstDeadline(), -clock.nanoTime()));
    }

    /** Waits until another thread has sent something, so long at the most. */
    private void await(long nanos) {
        long began = System.nanoTime();
        if (!lastWaitWasShort || !spin(nanos, () -> false)) {
            park(nanos - (System.nanoTime() - began));
        }
        lastWaitWasShort = System.nanoTime() - began < spinNanos;
    }

    /** Waits awake for the inbox, or the condition; whether one has come. If not, the next wait is not awake. */
    private boolean spin(long nanos, BooleanSupplier condition) {
        if (Thread.currentThread().isVirtual()) {
            return false; // others may need its carrier
        }
        long began = System.nanoTime();
        long most = Math.min(spinNanos, nanos);
        while (!condition.getAsBoolean() && inbox.isEmpty()) {
            if (System.nanoTime() - began >= most || Thread.currentThread().isInterrupted()) {
                lastWaitWasShort = false;
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private void park(long nanos) {
        sleeper = Thread.currentThread();
        try {
            if (inbox.isEmpty() && nanos > 0) {
                LockSupport.parkNanos(this, Math.min(nanos, TimeUnit.DAYS.toNanos(1)));
            }
        } finally {
            sleeper = null;
        }
    }
}
