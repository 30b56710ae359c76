package dev.eddy.conformance;

import dev.eddy.CancelledError;
import dev.eddy.ExceptionGroup;
import dev.eddy.InvalidStateException;
import dev.eddy.StopIteration;
import dev.eddy.conformance.ScenarioExceptions.BaseErr;
import dev.eddy.conformance.ScenarioExceptions.Err;
import dev.eddy.conformance.ScenarioExceptions.KeyError;
import dev.eddy.conformance.ScenarioExceptions.PlainBaseException;
import dev.eddy.conformance.ScenarioExceptions.PlainException;
import dev.eddy.conformance.ScenarioExceptions.StopAsyncIteration;
import dev.eddy.conformance.ScenarioExceptions.TypeError;
import dev.eddy.generator.GeneratorExit;
import dev.eddy.queue.QueueEmptyException;
import dev.eddy.queue.QueueFullException;
import dev.eddy.queue.QueueShutDownException;
import dev.eddy.sync.BrokenBarrierException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The exception types of scenarios, and which Java class stands for which. */
final class PythonType {

    private static final Map<String, List<String>> BASES = new LinkedHashMap<>();
    private static final Map<String, Function<@Nullable String, Throwable>> CONSTRUCTORS = new LinkedHashMap<>();
    /** From the class to the name; the first that matches counts. */
    private static final Map<Class<?>, String> NAMES = new LinkedHashMap<>();

    static {
        base("BaseException");
        base("CancelledError", "BaseException");
        base("GeneratorExit", "BaseException");
        base("BaseErr", "BaseException");
        base("BaseExceptionGroup", "BaseException");
        base("Exception", "BaseException");
        base("ExceptionGroup", "BaseExceptionGroup", "Exception");
        for (String name : List.of("Err", "TimeoutError", "InvalidStateError", "ValueError", "KeyError", "TypeError")) {
            base(name, "Exception");
        }
        for (String name : List.of("QueueEmpty", "QueueFull", "QueueShutDown", "StopIteration", "StopAsyncIteration")) {
            base(name, "Exception");
        }
        base("RuntimeError", "Exception");
        base("BrokenBarrierError", "RuntimeError");

        stands(CancelledError.class, "CancelledError", CancelledError::new);
        stands(BaseErr.class, "BaseErr", BaseErr::new);
        stands(Err.class, "Err", Err::new);
        stands(TimeoutException.class, "TimeoutError", TimeoutException::new);
        stands(InvalidStateException.class, "InvalidStateError", InvalidStateException::new);
        stands(QueueEmptyException.class, "QueueEmpty", message -> new QueueEmptyException());
        stands(QueueFullException.class, "QueueFull", message -> new QueueFullException());
        stands(QueueShutDownException.class, "QueueShutDown", message -> new QueueShutDownException());
        stands(BrokenBarrierException.class, "BrokenBarrierError", BrokenBarrierException::new);
        stands(GeneratorExit.class, "GeneratorExit", message -> new GeneratorExit());
        stands(StopIteration.class, "StopIteration", StopIteration::new);
        stands(StopAsyncIteration.class, "StopAsyncIteration", message -> new StopAsyncIteration());
        stands(PlainException.class, "Exception", message -> new PlainException());
        stands(PlainBaseException.class, "BaseException", message -> new PlainBaseException());
        stands(KeyError.class, "KeyError", KeyError::new);
        stands(TypeError.class, "TypeError", TypeError::new);
        stands(IllegalArgumentException.class, "ValueError", IllegalArgumentException::new);
        stands(IllegalStateException.class, "RuntimeError", IllegalStateException::new);
        NAMES.put(UnsupportedOperationException.class, "RuntimeError");
    }

    private PythonType() {}

    private static void base(String name, String... bases) {
        BASES.put(name, List.of(bases));
    }

    private static void stands(Class<?> type, String name, Function<@Nullable String, Throwable> constructor) {
        NAMES.put(type, name);
        CONSTRUCTORS.put(name, constructor);
    }

    static boolean exists(String name) {
        return BASES.containsKey(name);
    }

    /** Whether there is a constructor for this type; groups have an expression of their own. */
    static boolean canBeMade(String name) {
        return CONSTRUCTORS.containsKey(name);
    }

    static Throwable make(String name, @Nullable String message) {
        return CONSTRUCTORS.get(name).apply(message);
    }

    /** The name in Python; that of the Java class for an exception which no scenario should see. */
    static String nameOf(Throwable exception) {
        if (exception instanceof ExceptionGroup group) {
            boolean ordinary = group.exceptions().stream().allMatch(member -> isA(member, "Exception"));
            return ordinary ? "ExceptionGroup" : "BaseExceptionGroup";
        }
        for (Map.Entry<Class<?>, String> entry : NAMES.entrySet()) {
            if (entry.getKey().isInstance(exception)) {
                return entry.getValue();
            }
        }
        return exception.getClass().getName();
    }

    /** Whether an exception is of a type or a subtype of it. */
    static boolean isA(Throwable exception, String type) {
        String name = nameOf(exception);
        return derives(exists(name) ? name : exception instanceof Exception ? "Exception" : "BaseException", type);
    }

    private static boolean derives(String name, String type) {
        return name.equals(type) || BASES.get(name).stream().anyMatch(base -> derives(base, type));
    }

    /** The message, which only some types show. */
    static @Nullable String messageOf(Throwable exception) {
        if (exception instanceof ExceptionGroup group) {
            return group.message();
        }
        boolean shown =
                exception instanceof Err || exception instanceof BaseErr || exception instanceof CancelledError;
        return shown ? exception.getMessage() : null;
    }

    static List<Throwable> membersOf(Throwable exception) {
        return exception instanceof ExceptionGroup group ? group.exceptions() : List.of();
    }

    /** Throws any exception from where only unchecked ones are declared; never returns. */
    static RuntimeException raise(Throwable exception) {
        return PythonType.<RuntimeException>raiseAs(exception);
    }

    @SuppressWarnings("unchecked") // the erasure of X is Throwable
    private static <X extends Throwable> RuntimeException raiseAs(Throwable exception) throws X {
        throw (X) exception;
    }
}
