package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.Handle;
import dev.eddy.Task;
import dev.eddy.Timeout;
import dev.eddy.TimerHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Questions to the loop, tasks, futures, handles and timeouts. */
final class Probes {

    private Probes() {}

    /** Asks the object in a variable. */
    @FunctionalInterface
    private interface Question {
        @Nullable Object ask(@Nullable Object target);
    }

    static void register(Language language) {
        language.expression("time", operands -> scope -> Values.seconds(Asyncio.getRunningLoop().time()));
        language.expression("current_task", operands -> scope -> Asyncio.currentTask());
        language.expression("all_tasks", operands -> scope -> (long) Asyncio.getRunningLoop().allTasks().size());
        language.expression("Future", operands -> scope -> Asyncio.getRunningLoop().createFuture());
        language.expression("task_name", operands -> {
            Expression task = operands.count() == 0 ? scope -> Asyncio.currentTask() : operands.variable(0);
            return scope -> Values.nameOf(Values.cast(Task.class, task.evaluate(scope)));
        });

        probe(language, "done", target -> Values.future(target).done());
        probe(language, "cancelled", target -> Values.future(target).cancelled());
        probe(language, "result", target -> Values.future(target).result());
        probe(language, "exception", target -> Values.future(target).exception());
        probe(language, "cancelling", target -> (long) Values.task(target).cancelling());
        probe(language, "expired", target -> Values.cast(Timeout.class, target).expired());
        probe(language, "tm_when", target -> secondsOrNull(Values.cast(Timeout.class, target).when()));
        probe(language, "handle_cancelled", target -> Values.cast(Handle.class, target).cancelled());
        probe(language, "handle_when", target -> Values.seconds(Values.cast(TimerHandle.class, target).when()));
    }

    private static void probe(Language language, String operator, Question question) {
        language.expression(operator, operands -> {
            Expression target = operands.variable(0);
            return scope -> question.ask(target.evaluate(scope));
        });
    }

    private static @Nullable Double secondsOrNull(@Nullable Duration duration) {
        return duration == null ? null : Values.seconds(duration);
    }
}
