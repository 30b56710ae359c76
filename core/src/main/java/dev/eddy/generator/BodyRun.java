package dev.eddy.generator;

import dev.eddy.EventLoop;
import dev.eddy.StopIteration;
import dev.eddy.generator.Generator.State;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.fiber.Fiber;
import dev.eddy.internal.fiber.FiberBody;
import dev.eddy.internal.fiber.FiberGroup;
import dev.eddy.internal.fiber.PinnedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The run of a generator's body on a fiber of its own.
 *
 * <p>First stepped inside of an event loop, the fiber is one of the loop's, so that a body that awaits is the business of the
 * loop's dispatcher: it suspends this fiber, and the driver, which waits in {@link #step}, need not know. First stepped anywhere
 * else, it belongs to no loop for good. A fresh one that another generator delegates to joins that one's {@link Chain}.
 *
 * <p>What users hold is a {@link Generator}, which refers to this. This, and the stack of the body, do not refer to the one that
 * the creator holds: so it can be seen that nobody will ever step it again.
 */
final class BodyRun<T extends @Nullable Object> implements FiberBody, AutoCloseable {

    // CREATED -> RUNNING <-> SUSPENDED; CREATED | RUNNING -> CLOSED. Who goes on to RUNNING, by compare-and-set, has the run for
    // itself, and gives it away with release: so several threads may step it, one after the other. A delegate is RUNNING.
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BodyRun.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private State state = State.CREATED;
    private Generator.@Nullable ReturningBody<T> body; // null once begun
    private @Nullable Fiber fiber; // null before it has begun, and when it has ended
    private @Nullable Chain chain; // null before it has begun
    /** The one that delegates to this. */
    private @Nullable BodyRun<?> delegator;
    /** To be told at the end. */
    private @Nullable Runnable onEnd;
    /** What the last step has yielded, or the body returned. */
    private @Nullable Object outcome;

    BodyRun(Generator.ReturningBody<T> body) {
        this.body = Objects.requireNonNull(body, "body");
    }

    State state() {
        return (State) STATE.getAcquire(this);
    }

    /** The loop that the body belongs to, if it has begun in one. */
    @Nullable EventLoop loop() {
        Chain own = state() == State.CREATED ? null : chain; // the state first: it publishes the chain
        return own != null && own.ofLoop != null && own.ofLoop.owner() instanceof EventLoop loop ? loop : null;
    }

    boolean isBoundToThread() {
        return chain != null && chain.boundTo() != null;
    }

    void onEnd(Runnable action) {
        onEnd = action;
    }

    // ---- for the driver ---------------------------------------------------------------------------------------------

    /**
     * Runs the body to its next yield, or its end; what it yields or returns is there for {@link #take}.
     *
     * @return whether it has yielded
     */
    boolean step(@Nullable Object sent, @Nullable Throwable thrown) {
        State before = state();
        switch (before) {
            case RUNNING -> throw running();
            case CLOSED -> {
                if (thrown != null) {
                    throw Sneaky.<RuntimeException>raise(thrown);
                }
                outcome = null;
                return false;
            }
            case CREATED -> {
                if (sent != null) {
                    throw new IllegalArgumentException(
                            "cannot send a value into a generator that has not begun; call next() first");
                }
            }
            case SUSPENDED -> {}
        }
        claim(before);
        if (before == State.CREATED && thrown != null) {
            end();
            throw Sneaky.<RuntimeException>raise(thrown);
        }
        Chain own;
        try {
            own = begun();
        } catch (Throwable e) {
            STATE.setRelease(this, before);
            throw e;
        }
        try {
            if (thrown instanceof GeneratorExit && own.leaf != this) {
                own.closing = own.leaf;
                own.exit = thrown;
                own.send(null, new GeneratorExit());
            } else {
                own.send(sent, thrown);
            }
            own.switchToLeaf();
        } catch (Throwable e) { // nothing has run
            own.closing = null;
            own.exit = null;
            own.send(null, null);
            if (before == State.CREATED) {
                takeBeginBack(own);
            } else {
                STATE.setRelease(this, before);
            }
            throw e;
        }
        outcome = own.yielded;
        own.yielded = null;
        if (!own.ended) {
            STATE.setRelease(this, State.SUSPENDED);
            return true;
        }
        end();
        Throwable failure = own.failure;
        own.failure = null;
        if (failure != null) {
            throw Sneaky.<RuntimeException>raise(failure);
        }
        return false;
    }

    /** What the last step has given; once. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // the caller knows what it was
    <V extends @Nullable Object> V take() {
        Object taken = outcome;
        outcome = null;
        return (V) taken;
    }

    @Override
    public void close() {
        finish();
    }

    /** Ends the body by a {@link GeneratorExit}; gives what it returns. */
    @Nullable Object finish() {
        State before = state();
        if (before == State.CREATED) {
            claim(before);
            end();
            return null;
        }
        if (before == State.CLOSED) {
            return null;
        }
        boolean yields;
        try {
            yields = step(null, new GeneratorExit());
        } catch (GeneratorExit e) {
            return null;
        }
        Object last = take();
        if (yields) {
            throw ignoredExit();
        }
        return last;
    }

    private void claim(State from) {
        if (!STATE.compareAndSet(this, from, State.RUNNING)) {
            throw running();
        }
    }

    private IllegalStateException running() {
        return new IllegalStateException(
                delegator != null
                        ? "another generator delegates to this one; it cannot be driven by itself"
                        : "this generator is already running; a step must end before the next one begins");
    }

    private static IllegalStateException ignoredExit() {
        return new IllegalStateException(
                "the generator ignored GeneratorExit: it has yielded in answer to being closed");
    }

    /** Begins, unless it has: in the loop that runs here, if there is one. */
    private Chain begun() {
        Chain existing = chain;
        if (existing != null) {
            return existing;
        }
        FiberGroup current = FiberGroup.current();
        FiberGroup ofLoop = current != null && current.owner() instanceof EventLoop ? current : null;
        Chain created = new Chain(this, ofLoop);
        join(created, null);
        if (ofLoop != null) {
            ofLoop.opened(this);
        }
        return created;
    }

    private void join(Chain itsChain, @Nullable BodyRun<?> itsDelegator) {
        fiber = itsChain.create(this);
        chain = itsChain;
        delegator = itsDelegator;
    }

    /** It has not begun after all: it cannot be run from here. */
    private void takeBeginBack(Chain own) {
        if (own.ofLoop != null) {
            own.ofLoop.closed(this);
        }
        leave();
    }

    private void end() {
        STATE.setRelease(this, State.CLOSED);
        body = null;
        fiber = null;
        if (chain != null && chain.ofLoop != null) {
            chain.ofLoop.closed(this);
        }
        Runnable action = onEnd;
        if (action != null) {
            onEnd = null;
            action.run();
        }
    }

    // ---- for the body, on its fiber ---------------------------------------------------------------------------------

    /** Suspends the body; gives what is sent in, or throws what is thrown in. */
    @Nullable Object give(T value) {
        Chain own = requireInside("yield");
        FiberGroup group = own.group();
        if (group.context() != own.context) {
            throw new IllegalStateException(
                    "cannot yield inside of Context.run(..): each step runs in the context of whoever"
                            + " drives the generator");
        }
        BodyRun<?> closing = own.closing;
        own.leaveContext();
        if (closing != null) {
            group.switchTo(refuseExit(own, closing));
        } else {
            own.yielded = value;
            try {
                group.switchTo(Objects.requireNonNull(own.driver));
            } catch (Throwable e) { // pinned, or the stack has overflowed
                own.yielded = null;
                own.enterContext();
                throw e;
            }
        }
        return received();
    }

    /** Leaves the chain, with all from the one on that is being closed; gives the fiber of the one that delegated to it. */
    private Fiber refuseExit(Chain own, BodyRun<?> closing) {
        BodyRun<?> itsDelegator = Objects.requireNonNull(closing.delegator);
        Chain separate = own.split(this);
        BodyRun<?> member = this;
        while (member != closing) {
            member.chain = separate;
            member = Objects.requireNonNull(member.delegator);
        }
        closing.chain = separate;
        closing.delegator = null;
        if (own.ofLoop != null) {
            own.ofLoop.opened(closing);
        }
        STATE.setRelease(closing, State.SUSPENDED);
        own.leaf = itsDelegator;
        own.closing = itsDelegator.delegator == null ? null : itsDelegator;
        own.send(null, ignoredExit());
        return itsDelegator.fiber();
    }

    /** Goes on when the other one has ended; gives what its body returns. What is yielded there is yielded by this too. */
    @Nullable Object yieldFrom(BodyRun<? extends T> other) {
        Chain own = requireInside("yieldFrom");
        if (!STATE.compareAndSet(other, State.CREATED, State.RUNNING)) {
            return relay(other);
        }
        other.join(own, this);
        own.leaf = other;
        own.leaveContext();
        try {
            own.group().switchTo(other.fiber());
        } catch (Throwable e) { // pinned, or the stack has overflowed
            own.leaf = this;
            other.leave();
            own.enterContext();
            throw e;
        }
        return received();
    }

    private void leave() {
        fiber = null;
        chain = null;
        delegator = null;
        STATE.setRelease(this, State.CREATED);
    }

    /** The expansion of {@code yield from} in PEP 380, for one that has begun already, maybe in another group. */
    private <U extends T> @Nullable Object relay(BodyRun<U> other) {
        boolean yields = other.step(null, null);
        while (yields) {
            Object sent = null;
            Throwable thrown = null;
            try {
                sent = give(other.<U>take());
            } catch (GeneratorExit e) {
                other.close();
                throw e;
            } catch (PinnedException e) {
                throw e;
            } catch (Throwable e) {
                thrown = e;
            }
            yields = other.step(sent, thrown);
        }
        return other.<@Nullable Object>take();
    }

    private @Nullable Object received() {
        Chain own = Objects.requireNonNull(chain);
        own.enterContext();
        Object value = own.sent;
        Throwable exception = own.thrown;
        own.send(null, null);
        if (exception != null) {
            throw Sneaky.<RuntimeException>raise(exception);
        }
        return value;
    }

    private Chain requireInside(String call) {
        Chain own = chain;
        if (own == null || !own.runsHere(fiber)) {
            throw new IllegalStateException(call + "(..) was called from outside of the generator's body");
        }
        return own;
    }

    Fiber fiber() {
        return Objects.requireNonNull(fiber);
    }

    /** Whoever delegates to this, or else drives it. */
    @Override
    public @Nullable Fiber caller() {
        return delegator != null ? delegator.fiber : chain != null ? chain.driver : null;
    }

    /** The body, from its beginning to its end. */
    @Override
    public Fiber get() {
        Objects.requireNonNull(chain).enterContext();
        Object result = null;
        Throwable failure = null;
        try {
            Generator.ReturningBody<T> begun = Objects.requireNonNull(body);
            body = null;
            result = begun.run(new Generator<>(this));
        } catch (StopIteration e) {
            failure = new IllegalStateException("the body of a generator let a StopIteration escape", e);
        } catch (Throwable e) {
            failure = e;
        }
        Chain own = Objects.requireNonNull(chain);
        own.leaveContext();
        BodyRun<?> itsDelegator = delegator;
        if (itsDelegator == null) {
            own.ended = true;
            own.yielded = result;
            own.failure = failure;
            return Objects.requireNonNull(own.driver);
        }
        Fiber next = itsDelegator.fiber();
        end();
        own.leaf = itsDelegator;
        if (own.closing == this) {
            boolean last = itsDelegator.delegator == null;
            own.closing = last ? null : itsDelegator;
            boolean exits = failure == null || failure instanceof GeneratorExit;
            own.send(null, !exits ? failure : last ? own.exit : new GeneratorExit());
        } else {
            own.send(result, failure);
        }
        return next;
    }
}
