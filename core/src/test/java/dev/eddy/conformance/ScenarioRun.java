package dev.eddy.conformance;

import dev.eddy.CancelledError;
import dev.eddy.DeadlockException;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import dev.eddy.Runner;
import dev.eddy.TaskFactory;
import dev.eddy.VirtualClock;
import dev.eddy.conformance.ScenarioExceptions.ScenarioOver;
import dev.eddy.context.ContextVar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: its variables, its loop and its trace. */
final class ScenarioRun {

    private static final int MOST_STATEMENTS = 1_000_000;

    /** What the trace calls the reasons for which the exception handler is told. */
    private static final Map<String, String> HANDLER_KINDS = Map.of(
            "a callback failed", "callback",
            "a shielded future failed after who awaited it was cancelled", "shield",
            "a task failed while it was cancelled at the end of the run", "shutdown",
            "a generator or greenlet failed while it was closed at the end of the run", "asyncgen",
            "a task failed after its TaskGroup", "taskgroup-parent-done");

    private static final String NEVER_RETRIEVED = "an exception was never retrieved";
    private static final String NEVER_AWAITED = "a coroutine was never awaited"; // a warning, no part of the trace
    private static final String PENDING_AT_CLOSE = "the loop is closed while a task is pending";

    private final Scenario scenario;
    private final Map<String, @Nullable Object> globals = new TreeMap<>();
    private final Map<String, ContextVar<@Nullable Object>> contextVariables = new HashMap<>();
    private final Map<String, Consumer<Future<@Nullable Object>>> doneCallbacks = new HashMap<>();
    private final IdentityHashMap<Throwable, @Nullable Throwable> causes = new IdentityHashMap<>();
    private final Set<Future<?>> pendingAtClose = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Future<?>> neverRetrieved = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<PythonGenerator> generators = new ArrayList<>();
    private final Runner runner =
            new Runner(() -> EventLoop.builder().clock(VirtualClock.detectingDeadlock()).build());
    private final EventLoop loop = runner.getLoop();
    private final Trace trace = new Trace(loop::time);
    private int statements;
    private int ordinarySteps;
    private boolean over;

    private ScenarioRun(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Runs a scenario on a loop of its own, in virtual time; gives its trace. */
    static List<String> trace(Scenario scenario) {
        return new ScenarioRun(scenario).execute();
    }

    private List<String> execute() {
        loop.setExceptionHandler((where, context) -> handle(context));
        loop.setTaskFactory(scenario.eager() ? TaskFactory.EAGER : TaskFactory.DEFAULT);
        String end;
        try {
            end = runMain();
            trace.timed("SHUTDOWN");
            runner.close();
        } catch (DeadlockException e) {
            end = "DEADLOCK";
        } finally {
            loop.close();
        }
        globals.forEach((name, value) -> {
            if (value instanceof Future<?> future) {
                trace.untimed("STATE " + name + " " + stateOf(future));
            }
        });
        trace.untimed(end);
        return trace.lines();
    }

    /** Gives the last line of the trace. */
    private String runMain() {
        Scope scope = new Scope(this, Map.of());
        try {
            Object result = runner.<@Nullable Object>run(() -> scenario.main().evaluate(scope));
            return "END return " + Values.render(result);
        } catch (DeadlockException e) {
            throw e;
        } catch (CancelledError e) {
            String message = e.getMessage();
            return message == null || message.isEmpty() ? "END cancelled" : "END cancelled " + message;
        } catch (Throwable e) {
            return "END raise " + Values.render(e);
        }
    }

    private void handle(ExceptionContext context) {
        Future<?> future = context.future();
        if (context.message().equals(PENDING_AT_CLOSE)) {
            beginUnwinding();
        } else if (context.message().equals(NEVER_RETRIEVED)) {
            neverRetrieved.add(future);
        } else if (!over && !context.message().equals(NEVER_AWAITED)) {
            Throwable exception = Values.exception(context.exception());
            report(
                    HANDLER_KINDS.getOrDefault(context.message(), context.message()),
                    exception instanceof ScenarioOver ? exception.getCause() : exception);
        }
    }

    /** Eddy tells of every error of a generator that is being closed, CPython only of an {@code Exception}. */
    private void report(String kind, @Nullable Throwable exception) {
        boolean told = exception != null && (!kind.equals("asyncgen") || PythonType.isA(exception, "Exception"));
        if (told) {
            trace.timed("HANDLER " + kind + " " + Values.render(exception));
        }
    }

    /** What is pending now is so at the end of the run, whatever becomes of it when the tasks are unwound. */
    private void beginUnwinding() {
        if (!over) {
            over = true;
            for (Object value : globals.values()) {
                if (value instanceof Future<?> future && !future.done()) {
                    pendingAtClose.add(future);
                }
            }
        }
    }

    private String stateOf(Future<?> future) {
        if (pendingAtClose.contains(future) || !future.done()) {
            return "pending";
        }
        if (future.cancelled()) {
            return "cancelled";
        }
        Throwable exception = future.exception();
        if (exception == null) {
            return "result " + Values.render(future.result());
        }
        return "exception " + Values.render(exception) + (neverRetrieved.contains(future) ? " unretrieved" : "");
    }

    // ---- for the statements and expressions -------------------------------------------------------------------------

    Map<String, @Nullable Object> globals() {
        return globals;
    }

    void log(String text) {
        requireNotOver();
        trace.timed(text);
    }

    /** Called before each statement: none runs once the run is over, or has gone on for too long. */
    void countStatement() {
        if (++statements == MOST_STATEMENTS) {
            trace.timed("GIVEN UP after " + MOST_STATEMENTS + " statements");
            over = true;
        }
        requireNotOver();
    }

    /** Closing the loop unwinds what is pending: in there nothing counts any more. */
    private void requireNotOver() {
        if (over) {
            throw new ScenarioOver("the run is over");
        }
    }

    @Nullable Object call(String definition, List<?> arguments) throws Exception {
        return scenario.definitions().get(definition).call(this, arguments);
    }

    /** A generator whose body is that of the definition. It lives as long as this run: in scenarios nothing is collected. */
    PythonGenerator generator(String definition, List<?> arguments, boolean ordinary) {
        PythonGenerator generator =
                new PythonGenerator(this, scenario.definitions().get(definition), arguments, ordinary);
        generators.add(generator);
        return generator;
    }

    /** Takes a step of an ordinary generator, or closes it. */
    @Nullable Object ordinaryStep(Callable<@Nullable Object> step) throws Exception {
        ordinarySteps++;
        try {
            return step.call();
        } finally {
            ordinarySteps--;
        }
    }

    boolean isInOrdinaryStep() {
        return ordinarySteps > 0;
    }

    /** As {@link #call}, from a callback. */
    void callback(String definition, List<?> arguments) {
        try {
            call(definition, arguments);
        } catch (Exception e) {
            throw PythonType.raise(e);
        }
    }

    /** The callback that calls a function with the future, always the same object. */
    Consumer<Future<@Nullable Object>> doneCallback(String definition) {
        return doneCallbacks.computeIfAbsent(definition, name -> future -> callback(name, List.of(future)));
    }

    ContextVar<@Nullable Object> contextVariable(String name) {
        return contextVariables.computeIfAbsent(name, ContextVar::new);
    }

    /** The cause that the scenario has set, or else the one that the exception came with. */
    @Nullable Throwable causeOf(Throwable exception) {
        return causes.containsKey(exception) ? causes.get(exception) : exception.getCause();
    }

    /** Unlike Java, Python lets the cause of an exception be set again. */
    void setCause(Throwable exception, @Nullable Throwable cause) {
        causes.put(exception, cause);
    }
}
