package dev.eddy.conformance;

import dev.eddy.StopIteration;
import dev.eddy.conformance.ScenarioExceptions.ScenarioOver;
import dev.eddy.conformance.ScenarioExceptions.StopAsyncIteration;
import dev.eddy.conformance.ScenarioExceptions.TypeError;
import dev.eddy.generator.Generator;
import dev.eddy.generator.Generator.State;
import dev.eddy.generator.GeneratorExit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A generator as Python has it, ordinary or asynchronous: Eddy has one type for both, some errors have other names. */
final class PythonGenerator {

    /** Does something with the generator. */
    @FunctionalInterface
    interface Step {
        @Nullable Object take(Generator<@Nullable Object> generator) throws Exception;
    }

    private final ScenarioRun run;
    private final boolean ordinary;
    private final Generator<@Nullable Object> generator;
    /** Whether it has yielded in answer to {@code aclose()}: it cannot be closed any more. */
    private boolean refusedToClose;

    PythonGenerator(ScenarioRun run, Definition definition, List<?> arguments, boolean ordinary) {
        this.run = run;
        this.ordinary = ordinary;
        generator = Generator.returning(g -> {
            try {
                return definition.generate(run, arguments, this, g);
            } catch (StopAsyncIteration e) {
                throw ordinary ? e : new IllegalStateException("a StopAsyncIteration cannot leave the body", e);
            }
        });
    }

    Generator<@Nullable Object> generator() {
        return generator;
    }

    // ---- for the body -----------------------------------------------------------------------------------------------

    /**
     * What a {@code yield} throws when it gets this. At the end of the run Eddy closes all generators, CPython only the
     * asynchronous ones, and of those one that has refused to be closed is an error: their bodies are unwound without a trace.
     */
    Error exiting(GeneratorExit exit) {
        if (ordinary) {
            return run.isInOrdinaryStep() ? exit : new ScenarioOver("the generator is dropped");
        }
        return refusedToClose ? new ScenarioOver("closed before", new StopAsyncIteration()) : exit;
    }

    @Nullable Object yieldFrom(Generator<@Nullable Object> delegator) throws Exception {
        return asOrdinary(state -> delegator.yieldFrom(generator));
    }

    // ---- for the driver ---------------------------------------------------------------------------------------------

    /** A step of an ordinary generator. */
    @Nullable Object step(@Nullable Object sent, Step step) throws Exception {
        return asOrdinary(state -> run.ordinaryStep(() -> {
            refuseToFresh(state, sent);
            return step.take(generator);
        }));
    }

    /** A step of an asynchronous generator. */
    @Nullable Object asyncStep(@Nullable Object sent, Step step) throws Exception {
        refuseToFresh(generator.state(), sent);
        try {
            return step.take(generator);
        } catch (StopIteration e) {
            throw new StopAsyncIteration();
        }
    }

    /** {@code athrow()}: does nothing to one that has ended. */
    @Nullable Object asyncThrow(Throwable thrown) throws Exception {
        requireClosable();
        return generator.state() == State.CLOSED ? null : asyncStep(null, each -> each.raise(thrown));
    }

    /** {@code aclose()} */
    @Nullable Object asyncClose() {
        requireClosable();
        try {
            generator.close();
        } finally {
            refusedToClose = generator.state() == State.SUSPENDED;
        }
        return null;
    }

    private void requireClosable() {
        if (refusedToClose && generator.state() == State.SUSPENDED) {
            throw new StopAsyncIteration();
        }
    }

    /** Does something that needs the state. */
    @FunctionalInterface
    private interface Driving {
        @Nullable Object drive(State before) throws Exception;
    }

    /** What is a RuntimeError for an asynchronous generator that is running, is a ValueError for an ordinary one. */
    private @Nullable Object asOrdinary(Driving driving) throws Exception {
        State before = generator.state();
        try {
            return driving.drive(before);
        } catch (IllegalStateException e) {
            throw before == State.RUNNING ? new IllegalArgumentException(e) : e;
        }
    }

    private void refuseToFresh(State state, @Nullable Object sent) {
        if (state == State.CREATED && sent != null) {
            try {
                generator.send(sent);
            } catch (IllegalArgumentException e) {
                throw new TypeError(e.getMessage());
            }
        }
    }
}
