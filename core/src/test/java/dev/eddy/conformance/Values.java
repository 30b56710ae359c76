package dev.eddy.conformance;

import dev.eddy.Awaitable;
import dev.eddy.Future;
import dev.eddy.Task;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of scenarios: null, Boolean, Long, Double, String, List, and opaque objects. */
final class Values {

    private static final Pattern GENERATED_NAME = Pattern.compile("Task-\\d+");

    private Values() {}

    // ---- what a value means -----------------------------------------------------------------------------------------

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            case Long integer -> integer != 0;
            case Double floating -> floating != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            default -> true;
        };
    }

    /** Python's {@code ==}. */
    static boolean equal(@Nullable Object left, @Nullable Object right) {
        if (numeric(left) instanceof Number some && numeric(right) instanceof Number other) {
            return some.doubleValue() == other.doubleValue();
        }
        if (left instanceof List<?> some && right instanceof List<?> others) {
            if (some.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                if (!equal(some.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(left, right);
    }

    /** In Python the booleans are the integers 0 and 1. */
    private static @Nullable Object numeric(@Nullable Object value) {
        return value instanceof Boolean bool ? (Object) (bool ? 1L : 0L) : value;
    }

    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number some && right instanceof Number other) {
            double difference = some.doubleValue() - other.doubleValue();
            return difference < 0 ? -1 : difference > 0 ? 1 : 0; // unlike Double.compare, for which -0.0 is the smaller zero
        }
        if (left instanceof String some && right instanceof String other) {
            return some.compareTo(other);
        }
        if (left instanceof List<?> some && right instanceof List<?> others) {
            for (int i = 0; i < some.size() && i < others.size(); i++) {
                if (!equal(some.get(i), others.get(i))) {
                    return compare(some.get(i), others.get(i));
                }
            }
            return Integer.compare(some.size(), others.size());
        }
        throw new ScenarioExceptions.TypeError("cannot order " + render(left) + " and " + render(right));
    }

    static int integer(@Nullable Object value) {
        if (value instanceof Long integer) {
            return Math.toIntExact(integer);
        }
        throw new ScenarioExceptions.TypeError("an integer is required, got " + render(value));
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static Duration duration(@Nullable Object value) {
        if (value instanceof Number seconds) {
            return Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9));
        }
        throw new ScenarioExceptions.TypeError("a time is required, got " + render(value));
    }

    static @Nullable Duration durationOrNull(@Nullable Object value) {
        return value == null ? null : duration(value);
    }

    // ---- opaque objects ---------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked") // every future of a scenario is one of objects
    static Future<@Nullable Object> future(@Nullable Object value) {
        return (Future<@Nullable Object>) cast(Future.class, value);
    }

    static Task<?> task(@Nullable Object value) {
        return cast(Task.class, value);
    }

    static Throwable exception(@Nullable Object value) {
        return cast(Throwable.class, value);
    }

    @SuppressWarnings("unchecked")
    static Awaitable<@Nullable Object> awaitable(@Nullable Object value) {
        return (Awaitable<@Nullable Object>) cast(Awaitable.class, value);
    }

    static <T> T cast(Class<T> type, @Nullable Object value) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new ScenarioExceptions.TypeError("a " + type.getSimpleName() + " is required, got " + render(value));
    }

    /** The name of a task, without the number of one that was made up. */
    static String nameOf(Task<?> task) {
        String name = task.getName();
        return GENERATED_NAME.matcher(name).matches() ? "Task" : name;
    }

    // ---- how a value looks in the trace -----------------------------------------------------------------------------

    static String render(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean bool -> bool.toString();
            case Long integer -> integer.toString();
            case Double floating -> renderFloat(floating);
            case String text -> text;
            case List<?> list -> renderAll(list.stream());
            case Throwable exception -> renderException(exception);
            case Task<?> task -> "<task " + nameOf(task) + ">";
            case Future<?> future -> "<future>";
            default -> "<object>";
        };
    }

    /** With three decimals; Python rounds halves to the even digit and keeps the sign of zero. */
    private static String renderFloat(double value) {
        BigDecimal rounded = new BigDecimal(Math.abs(value)).setScale(3, RoundingMode.HALF_EVEN);
        return (Math.copySign(1, value) < 0 ? "-" : "") + rounded;
    }

    private static String renderException(Throwable exception) {
        String type = PythonType.nameOf(exception);
        String message = PythonType.messageOf(exception);
        List<Throwable> members = PythonType.membersOf(exception);
        String text = message == null || (message.isEmpty() && members.isEmpty()) ? type : type + "(" + message + ")";
        return members.isEmpty() ? text : text + renderAll(members.stream());
    }

    private static String renderAll(Stream<?> values) {
        return values.map(Values::render).collect(Collectors.joining(", ", "[", "]"));
    }
}
