package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.Coroutine;
import dev.eddy.Task;
import dev.eddy.TaskGroup;
import dev.eddy.TaskOptions;
import dev.eddy.context.Context;

/** Tasks and their cancellation, and the outcomes of futures. */
final class TaskStatements {

    private TaskStatements() {}

    static void register(Language language) {
        language.statement("create_task",
                fields -> creation(fields, scope -> Asyncio.getRunningLoop()::createTask));
        language.statement("tg_create_task", fields -> {
            Expression group = fields.variable("of");
            return creation(fields, scope -> Values.cast(TaskGroup.class, group.evaluate(scope))::createTask);
        });
        language.statement("ensure_future", fields -> {
            Expression awaitable = fields.awaitable("on");
            return fields.producing(scope -> Asyncio.ensureFuture(Values.awaitable(awaitable.evaluate(scope))));
        });
        language.statement("cancel", fields -> {
            Expression future = fields.variable("of");
            Expression message = fields.expression("msg");
            return fields.producing(scope -> Values.future(future.evaluate(scope))
                    .cancel(ExceptionExpressions.text(message.evaluate(scope))));
        });
        language.statement("uncancel", fields -> {
            Expression task = fields.variable("of");
            return fields.producing(scope -> (long) Values.task(task.evaluate(scope)).uncancel());
        });
        language.statement("set_name", fields -> {
            Expression task = fields.variable("of");
            String name = fields.text("name");
            return Statement.of(scope -> Values.task(task.evaluate(scope)).setName(name));
        });
        language.statement("set_result", fields -> {
            Expression future = fields.variable("of");
            Expression value = fields.expression("value");
            return Statement.of(scope -> Values.future(future.evaluate(scope)).setResult(value.evaluate(scope)));
        });
        language.statement("set_exception", fields -> {
            Expression future = fields.variable("of");
            Expression exception = fields.expression("exc");
            return Statement.of(scope -> Values.future(future.evaluate(scope))
                    .setException(Values.exception(exception.evaluate(scope))));
        });
    }

    /** What starts tasks. */
    @FunctionalInterface
    private interface Creator {
        Task<?> create(Coroutine<?> coroutine, TaskOptions options);
    }

    /** Finds what starts the task, before the content is evaluated. */
    @FunctionalInterface
    private interface Creation {
        Creator creator(Scope scope) throws Exception;
    }

    private static Statement creation(Fields fields, Creation creation) {
        Expression content = fields.awaitable("on");
        String name = fields.textOrNull("name");
        Expression context = fields.has("context") ? fields.variable("context") : Expression.constant(null);
        TaskOptions named = TaskOptions.DEFAULT.withName(name);
        TaskOptions options = fields.has("eager_start") ? named.withEagerStart(fields.flag("eager_start")) : named;
        return fields.producing(scope -> {
            Creator creator = creation.creator(scope);
            Coroutine<?> coroutine = Values.cast(Coroutine.class, content.evaluate(scope));
            Object given = context.evaluate(scope);
            return creator.create(coroutine,
                    given == null ? options : options.withContext(Values.cast(Context.class, given)));
        });
    }
}
