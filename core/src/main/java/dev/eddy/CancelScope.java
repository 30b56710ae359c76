package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A block that can be cancelled as a whole, and stays so: once it is, every suspension inside of it is interrupted by a
 * {@link CancelledError}, until the block is left. asyncio has no counterpart; it is Trio's and AnyIO's {@code CancelScope}.
 *
 * <p>A cancellation of asyncio, {@link Task#cancel}, comes once: code that swallows it runs on, and clean-up may suspend as
 * it likes. That of a scope is level-triggered: what swallows it meets it again at its next suspension. Clean-up that has to
 * suspend does so in {@link #shielding()}. Interrupting a wait cancels what is awaited, as {@link Task#cancel} does, once for
 * each wait. The children of a {@link TaskGroup} that was entered in the scope belong to
 * it; other tasks do not. The error ends at the scope; it is no request that {@link Task#cancelling()} counts. If the task is
 * cancelled by others too, or an outer scope is, it goes on.
 *
 * <p>Scopes nest, and are left in the reverse order: a generator must not yield inside of one. For the loop's thread, except
 * {@link #cancel}; entered once.
 *
 * <pre>{@code
 * CancelScope scope = CancelScope.after(Duration.ofSeconds(1));
 * Page page = scope.run(() -> fetch(url)); // null if it took longer
 * if (scope.cancelledCaught()) { ... }
 * }</pre>
 */
public final class CancelScope {

    private final boolean shield;
    private volatile boolean cancelCalled;
    private boolean cancelledCaught;
    private volatile boolean left;
    private @Nullable Duration deadline;
    private @Nullable Handle timer;

    private volatile @Nullable EventLoop loop; // null until entered
    private @Nullable CancelScope outer;
    private final Set<CancelScope> inner = new LinkedHashSet<>();
    /** Those whose innermost scope this is. */
    private final Set<Task<?>> tasks = new LinkedHashSet<>();

    /** A scope without a deadline. */
    public CancelScope() {
        this(null, false);
    }

    private CancelScope(@Nullable Duration deadline, boolean shield) {
        this.deadline = deadline;
        this.shield = shield;
    }

    /** A scope that is cancelled after a time, from now on: {@code trio.move_on_after()}. */
    public static CancelScope after(Duration delay) {
        long nanos = Durations.requireNotNegative(delay, "delay");
        return at(Duration.ofNanos(
                Durations.add(Asyncio.getRunningLoop().nanoTime(), nanos)));
    }

    /** A scope that is cancelled at a time on the loop's clock: {@code trio.move_on_at()}. */
    public static CancelScope at(Duration deadline) {
        return new CancelScope(Objects.requireNonNull(deadline, "deadline"), false);
    }

    /** A scope that the cancellation of outer scopes does not reach, for clean-up: {@code CancelScope(shield=True)}. */
    public static CancelScope shielding() {
        return new CancelScope(null, true);
    }

    /**
     * Cancels the scope: interrupts what is suspended in it, and each suspension from then on. Does nothing if it is cancelled
     * or left. Before it is entered, its first suspension is interrupted. May be called by any thread.
     */
    public void cancel() {
        if (cancelCalled || left) {
            return;
        }
        cancelCalled = true; // before the loop is read, which the one who enters writes first
        EventLoop entered = loop;
        if (entered == null) {
            return;
        }
        if (entered.inEventLoop()) {
            interrupt();
        } else {
            entered.post(this::interrupt);
        }
    }

    /** Whether {@link #cancel} was called, or the deadline has come; may be asked by any thread. */
    public boolean cancelCalled() {
        return cancelCalled;
    }

    /** Whether the block ended by the scope's own cancellation. */
    public boolean cancelledCaught() {
        return cancelledCaught;
    }

    /** The deadline on the loop's clock, or null for none. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /**
     * Sets another deadline, on the loop's clock, or none.
     *
     * @throws IllegalStateException if the scope is cancelled or left; once it is entered, in another thread than the loop's
     */
    public void reschedule(@Nullable Duration deadline) {
        if (cancelCalled || left) {
            throw new IllegalStateException(
                    left ? "this scope was left" : "this scope is cancelled already; a new deadline comes too late");
        }
        EventLoop entered = loop;
        if (entered != null) {
            entered.requireLocal("reschedule");
        }
        this.deadline = deadline;
        arm();
    }

    /**
     * Runs the block in the current task.
     *
     * @return its result, or null if it ended by this scope's cancellation, see {@link #cancelledCaught}
     * @throws Throwable undeclared, what the block throws
     * @throws IllegalStateException if the scope was entered before, or outside a task
     */
    public <T extends @Nullable Object> @Nullable T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        if (loop != null) {
            throw new IllegalStateException("this scope was entered already; make a new one for each block");
        }
        Task<?> task = Task.requireCurrent();
        int requestsBefore = task.deliveredRequests();
        loop = task.getLoop();
        outer = task.scope;
        if (outer != null) {
            outer.inner.add(this);
        }
        arm();
        try {
            return runAsMember(task, body);
        } catch (CancelledError e) {
            boolean own = cancelCalled && task.cancelling() <= requestsBefore;
            if (own && (shield || outer == null || !outer.cancels())) {
                cancelledCaught = true;
                return null;
            }
            throw e;
        } finally {
            left = true;
            arm();
            if (outer != null) {
                outer.inner.remove(this);
            }
        }
    }

    /** As {@link #run(Callable)}, for a block without a result. */
    public void run(Action body) {
        run(Coroutine.bodyOf(body));
    }

    /** The body of a task that belongs to this scope from its beginning to its end. */
    <T extends @Nullable Object> Callable<T> member(Callable<? extends T> body) {
        return () -> runAsMember(Task.requireCurrent(), body);
    }

    private <T extends @Nullable Object> T runAsMember(Task<?> task, Callable<? extends T> body) {
        CancelScope before = task.scope;
        if (before != null) {
            before.tasks.remove(task);
        }
        tasks.add(task);
        task.scope = this;
        try {
            return Sneaky.call(body);
        } finally {
            leave(task, before);
        }
    }

    private void leave(Task<?> task, @Nullable CancelScope before) {
        tasks.remove(task);
        if (task.scope != this) {
            throw new IllegalStateException(
                    "cancel scopes must be left in the reverse order of their entry, by the task that"
                            + " entered them; does a generator yield inside of one?");
        }
        CancelScope next = before;
        while (next != null && next.left) { // against the order
            next = next.outer;
        }
        task.scope = next;
        if (next != null) {
            next.tasks.add(task);
        }
    }

    /** Whether what suspends in this scope is to be interrupted. */
    boolean cancels() {
        CancelScope scope = this;
        while (!scope.cancelCalled) {
            CancelScope next = scope.outer;
            if (scope.shield || next == null) {
                return false;
            }
            scope = next;
        }
        return true;
    }

    private void arm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        EventLoop entered = loop;
        Duration when = deadline;
        if (entered == null || when == null || left || cancelCalled) {
            return;
        }
        long nanos = Durations.toNanos(when);
        if (nanos <= entered.nanoTime()) {
            cancel();
        } else {
            timer = entered.callAtNanos(nanos, this::cancel, Context.current());
        }
    }

    /** Interrupts the tasks that are suspended here, and those in inner scopes that are not shielded. */
    private void interrupt() {
        List<CancelScope> scopes = new ArrayList<>(List.of(this));
        for (int i = 0; i < scopes.size(); i++) {
            CancelScope scope = scopes.get(i);
            List.copyOf(scope.tasks).forEach(task -> task.interrupt(scope));
            scope.inner.stream().filter(nested -> !nested.shield).forEach(scopes::add);
        }
    }
}
