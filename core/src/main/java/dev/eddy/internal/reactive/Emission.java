package dev.eddy.internal.reactive;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.internal.Fatal;
import dev.eddy.reactive.Emitter;
import dev.eddy.sync.Lock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The subscription of one subscriber to a cold publisher, and the emitter of its body.
 *
 * <p>All signals go out on the loop's thread, each emit in its turn. Demand is counted by whoever requests; a body that
 * finds none waits in {@link #waiter}. So a request from within {@code onNext} only counts, and never recurses.
 *
 * @param <T> the type of the items
 */
public final class Emission<T> extends ColdRun<@Nullable Void>
        implements Subscription, Emitter<T>, Handling.Discarding {

    private final Emitter.Body<T> body;
    private final AtomicLong requested = new AtomicLong();
    private final Waiter waiter = new Waiter();
    private final BooleanSupplier hasDemand = this::hasDemand;
    private final Lock turn = new Lock();

    // The loop's.
    /** What it has taken of {@link #requested}. */
    private long credit;
    /** Null when nothing is to be told any more (rule 3.13), while the body may still clean up. */
    private @Nullable Subscriber<? super T> downstream;

    /** How many have the turn or wait for it. */
    private int interested;
    /** Whether the one that has the turn was alone, and has not locked it. */
    private boolean unlocked;

    private int emitting;
    /** No item goes out any more. */
    private boolean terminated;
    /** What to leave as soon as the subscriber cancels, however long the body cleans up. */
    private @Nullable Runnable onCancel;
    /** The terminal signal, until it is sent: after all that is being emitted. */
    private @Nullable Runnable end;

    public Emission(
            @Nullable EventLoop loop, Subscriber<? super T> downstream, Emitter.Body<T> body, DropHooks hooks) {
        super(body instanceof GeneratorBody<T> ofGenerator ? ofGenerator.loop() : loop, hooks);
        this.downstream = downstream;
        this.body = body;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            Wakeup.runOn(loop(), () -> loop().callSoon(() -> refuse(n)));
            return;
        }
        Demand.add(requested, n);
        waiter.wake();
    }

    @Override
    public void cancel() {
        dispose();
    }

    @Override
    public void emit(T item) {
        Objects.requireNonNull(item, "cannot emit null: Reactive Streams has no null items");
        requireLoop("emit");
        emitting++;
        try {
            takeTurn();
            try {
                waitForDemand(item);
                credit--;
                send(item);
            } finally {
                giveTurn();
            }
        } catch (CancelledError e) {
            hooks().discarded(item);
            throw e;
        } finally {
            emitting--;
            signalEnd();
        }
    }

    @Override
    public void awaitDemand() {
        requireLoop("awaitDemand");
        takeTurn();
        try {
            waitForDemand(null);
        } finally {
            giveTurn();
        }
    }

    @Override
    public void discard(Object item) {
        hooks().discarded(item);
    }

    /** Whether {@link #emit}, by the only one who emits, would neither wait nor find that the subscriber has cancelled. */
    boolean hasDemandNow() {
        return (credit > 0 || requested.get() > 0) && !isDisposed();
    }

    private void takeTurn() {
        if (++interested == 1) {
            unlocked = true;
            return;
        }
        try {
            if (unlocked) {
                unlocked = false;
                turn.acquire(); // for the one that has the turn; nobody waits yet
            }
            turn.acquire();
        } catch (Throwable e) {
            interested--;
            throw e;
        }
    }

    private void giveTurn() {
        interested--;
        if (unlocked) {
            unlocked = false;
        } else {
            turn.release();
        }
    }

    private void requireLoop(String call) {
        if (!loop().isCurrent()) {
            throw new IllegalStateException(call + " was called outside of the loop that runs the body, " + loop());
        }
    }

    @Override
    protected @Nullable Void body() throws Exception {
        body.run(this);
        return null;
    }

    /** What children are still emitting goes out first. */
    @Override
    protected void succeeded(@Nullable Void result) {
        if (end == null && downstream != null) {
            end = downstream::onComplete;
            signalEnd();
        }
    }

    @Override
    protected void failed(Throwable error) {
        Subscriber<? super T> failing = downstream;
        if (!terminated && failing != null) {
            terminated = true;
            end = () -> failing.onError(error);
            waiter.wake(); // a child that the body has left behind, and that waits for demand
            signalEnd();
        }
    }

    @Override
    protected void cancelledBeforeStart() {
        if (body instanceof GeneratorBody<T> ofGenerator) {
            loop().createTask(ofGenerator::close);
        }
    }

    @Override
    protected boolean isBusy() {
        return emitting > 0;
    }

    @Override
    protected void cancelled() {
        if (!terminated) {
            end = null;
        }
        downstream = null;
        waiter.wake();
        if (onCancel != null) {
            onCancel.run();
        }
    }

    /** Sets what is done, on the loop's thread, when the subscriber cancels. */
    void onCancel(Runnable action) {
        onCancel = action;
    }

    /** Throws if the subscriber has cancelled: for a body that may neither suspend nor emit, and so would not get to know. */
    void requireSubscriber() {
        if (isDisposed()) {
            throw cancelledError();
        }
    }

    /** Waits until there is demand, which only the one whose turn it is takes. */
    private void waitForDemand(@Nullable T item) {
        while (true) {
            if (terminated) {
                if (item != null) {
                    hooks().nextDropped(item);
                }
                throw new IllegalStateException("the stream has ended; emit before the body returns");
            }
            requireSubscriber();
            if (credit == 0) {
                credit = requested.getAndSet(0);
            }
            if (credit > 0) {
                return;
            }
            waiter.await(loop(), hasDemand);
        }
    }

    private boolean hasDemand() {
        return requested.get() > 0 || isDisposed();
    }

    private void send(T item) {
        try {
            Subscriber<? super T> receiver = Objects.requireNonNull(downstream);
            if (signalsDirectly()) {
                receiver.onNext(item);
            } else {
                signal(() -> receiver.onNext(item));
            }
        } catch (Throwable e) {
            Fatal.rethrow(e);
            // A subscriber that throws has left (rule 2.13).
            hooks().errorDropped(e);
            dispose();
        }
    }

    private void refuse(long n) {
        if (!terminated && !isDisposed()) {
            failed(Demand.notPositive(n));
            dispose();
        }
    }

    private void signalEnd() {
        Runnable signal = end;
        if (signal == null || emitting > 0) {
            return;
        }
        terminated = true;
        end = null;
        downstream = null;
        waiter.wake(); // who waits for demand alone
        try {
            signal(signal);
        } catch (Throwable e) {
            Fatal.rethrow(e);
            hooks().errorDropped(e);
        }
    }
}
