package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Handle;
import dev.eddy.context.Context;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Callbacks on futures and on the loop. */
final class CallbackStatements {

    private CallbackStatements() {}

    static void register(Language language) {
        language.statement("add_done_callback", fields -> {
            Expression future = fields.variable("of");
            String function = fields.definition("func");
            Expression context = context(fields);
            return Statement.of(scope -> Values.future(future.evaluate(scope))
                    .addDoneCallback(scope.run().doneCallback(function), evaluate(context, scope)));
        });
        language.statement("remove_done_callback", fields -> {
            Expression future = fields.variable("of");
            String function = fields.definition("func");
            return fields.producing(scope -> (long) Values.future(future.evaluate(scope))
                    .removeDoneCallback(scope.run().doneCallback(function)));
        });
        language.statement("call_soon", fields -> scheduling(fields,
                (when, callback, context) -> Asyncio.getRunningLoop().callSoon(callback, context)));
        language.statement("call_later", fields -> scheduling(fields,
                (delay, callback, context) -> callLater(Values.duration(delay), callback, context)));
        language.statement("call_at", fields -> scheduling(fields, (when, callback, context) -> Asyncio.getRunningLoop()
                .callAt(Values.duration(when), callback, context)));
        language.statement("handle_cancel", fields -> {
            Expression handle = fields.variable("of");
            return Statement.of(scope -> Values.cast(Handle.class, handle.evaluate(scope)).cancel());
        });
    }

    /** Schedules a callback. */
    @FunctionalInterface
    private interface Scheduling {
        Handle schedule(@Nullable Object when, Runnable callback, Context context);
    }

    private static Statement scheduling(Fields fields, Scheduling scheduling) {
        Expression when = fields.expression("t");
        String function = fields.definition("func");
        Operands.Several arguments = fields.expressions("args");
        Expression context = context(fields);
        return fields.producing(scope -> {
            ScenarioRun run = scope.run();
            Object time = when.evaluate(scope);
            List<@Nullable Object> values = arguments.evaluate(scope);
            return scheduling.schedule(time, () -> run.callback(function, values), evaluate(context, scope));
        });
    }

    /** Eddy refuses a negative delay, one of its deliberate differences; for asyncio it is a deadline that has passed. */
    private static Handle callLater(Duration delay, Runnable callback, Context context) {
        EventLoop loop = Asyncio.getRunningLoop();
        return delay.isNegative()
                ? loop.callAt(loop.time().plus(delay), callback, context)
                : loop.callLater(delay, callback, context);
    }

    private static Expression context(Fields fields) {
        return fields.has("context") ? fields.variable("context") : scope -> Context.copyCurrent();
    }

    private static Context evaluate(Expression context, Scope scope) throws Exception {
        return Values.cast(Context.class, context.evaluate(scope));
    }
}
