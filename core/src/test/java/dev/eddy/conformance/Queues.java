package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.queue.LifoQueue;
import dev.eddy.queue.PriorityQueue;
import dev.eddy.queue.Queue;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The three kinds of queues. */
final class Queues {

    private Queues() {}

    static void register(Language language) {
        creation(language, "Queue", Queue::new);
        creation(language, "LifoQueue", LifoQueue::new);
        creation(language, "PriorityQueue", maxSize -> new PriorityQueue<>(maxSize, Values::compare));

        probe(language, "qsize", queue -> (long) queue.size());
        probe(language, "maxsize", queue -> (long) queue.maxSize());
        probe(language, "empty", Queue::empty);
        probe(language, "full", Queue::full);

        language.statement("put_nowait", fields -> {
            Expression queue = fields.variable("of");
            Expression item = fields.expression("item");
            return Statement.of(scope -> queue(queue.evaluate(scope)).putNow(item.evaluate(scope)));
        });
        language.statement("get_nowait", fields -> {
            Expression queue = fields.variable("of");
            return fields.producing(scope -> queue(queue.evaluate(scope)).getNow());
        });
        language.statement("task_done", fields -> {
            Expression queue = fields.variable("of");
            return Statement.of(scope -> queue(queue.evaluate(scope)).taskDone());
        });
        language.statement("queue_shutdown", fields -> {
            Expression queue = fields.variable("of");
            boolean immediate = fields.flag("immediate");
            return Statement.of(scope -> queue(queue.evaluate(scope)).shutdown(immediate));
        });

        language.awaitable("queue_get", fields -> {
            Expression target = fields.variable("of");
            return scope -> {
                Queue<@Nullable Object> queue = queue(target.evaluate(scope));
                return Asyncio.<@Nullable Object>coroutine(() -> queue.get());
            };
        });
        language.awaitable("queue_put", fields -> {
            Expression target = fields.variable("of");
            Expression item = fields.expression("item");
            return scope -> {
                Queue<@Nullable Object> queue = queue(target.evaluate(scope));
                Object value = item.evaluate(scope);
                return Asyncio.coroutine(() -> queue.put(value));
            };
        });
        language.awaitable("queue_join", fields -> {
            Expression target = fields.variable("of");
            return scope -> {
                Queue<@Nullable Object> queue = queue(target.evaluate(scope));
                return Asyncio.coroutine(() -> queue.join());
            };
        });
    }

    private static void creation(Language language, String kind, IntFunction<Queue<?>> constructor) {
        language.expression(kind, operands -> {
            Expression maxSize = operands.expressionOr(0, 0L);
            return scope -> constructor.apply(Values.integer(maxSize.evaluate(scope)));
        });
    }

    private static void probe(Language language, String operator, Function<Queue<?>, Object> question) {
        language.expression(operator, operands -> {
            Expression target = operands.variable(0);
            return scope -> question.apply(queue(target.evaluate(scope)));
        });
    }

    @SuppressWarnings("unchecked") // every queue of a scenario is one of objects
    private static Queue<@Nullable Object> queue(@Nullable Object value) {
        return (Queue<@Nullable Object>) Values.cast(Queue.class, value);
    }
}
