package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.conformance.ScenarioExceptions.TypeError;
import dev.eddy.sync.Barrier;
import dev.eddy.sync.BoundedSemaphore;
import dev.eddy.sync.Condition;
import dev.eddy.sync.Event;
import dev.eddy.sync.Lock;
import dev.eddy.sync.Semaphore;
import org.jspecify.annotations.Nullable;

/** Locks, events, conditions, semaphores and barriers. */
final class SyncPrimitives {

    private SyncPrimitives() {}

    /** Asks or changes a primitive; may suspend. */
    @FunctionalInterface
    private interface Operation<T> {
        @Nullable Object apply(T primitive) throws Exception;
    }

    static void register(Language language) {
        language.expression("Event", operands -> scope -> new Event());
        language.expression("Lock", operands -> scope -> new Lock());
        language.expression("Condition", operands -> {
            Expression shared = operands.count() == 0 ? Expression.constant(null) : operands.variable(0);
            return scope -> {
                Object lock = shared.evaluate(scope);
                return lock == null ? new Condition() : new Condition(Values.cast(Lock.class, lock));
            };
        });
        language.expression("Semaphore", operands -> {
            Expression permits = operands.expressionOr(0, 1L);
            return scope -> new Semaphore(Values.integer(permits.evaluate(scope)));
        });
        language.expression("BoundedSemaphore", operands -> {
            Expression permits = operands.expressionOr(0, 1L);
            return scope -> new BoundedSemaphore(Values.integer(permits.evaluate(scope)));
        });
        language.expression("Barrier", operands -> {
            Expression parties = operands.expression(0);
            return scope -> new Barrier(Values.integer(parties.evaluate(scope)));
        });

        probe(language, "is_set", Event.class, Event::isSet);
        probe(language, "locked", Object.class, SyncPrimitives::locked);
        probe(language, "parties", Barrier.class, barrier -> (long) barrier.parties());
        probe(language, "n_waiting", Barrier.class, barrier -> (long) barrier.waiting());
        probe(language, "broken", Barrier.class, Barrier::broken);

        language.statement("with", SyncPrimitives::with);
        effect(language, "event_set", Event.class, event -> done(event::set));
        effect(language, "event_clear", Event.class, event -> done(event::clear));
        effect(language, "release", Object.class, SyncPrimitives::release);
        effect(language, "notify_all", Condition.class, condition -> done(condition::notifyEveryone));
        language.statement("notify", fields -> {
            Expression condition = fields.variable("of");
            Expression count = fields.has("n") ? fields.expression("n") : Expression.constant(1L);
            return Statement.of(scope -> Values.cast(Condition.class, condition.evaluate(scope))
                    .notify(Values.integer(count.evaluate(scope))));
        });

        awaitable(language, "event_wait", Event.class, event -> truth(event::await));
        awaitable(language, "acquire", Object.class, SyncPrimitives::acquire);
        awaitable(language, "cond_wait", Condition.class, condition -> truth(condition::await));
        language.awaitable("cond_wait_for", SyncPrimitives::conditionWaitFor);
        awaitable(language, "barrier_wait", Barrier.class, barrier -> (long) barrier.await());
        awaitable(language, "barrier_reset", Barrier.class, barrier -> done(barrier::reset));
        awaitable(language, "barrier_abort", Barrier.class, barrier -> done(barrier::abort));
    }

    private static <T> void probe(Language language, String operator, Class<T> type, Operation<T> question) {
        language.expression(operator, operands -> {
            Expression target = operands.variable(0);
            return scope -> question.apply(Values.cast(type, target.evaluate(scope)));
        });
    }

    private static <T> void effect(Language language, String op, Class<T> type, Operation<T> operation) {
        language.statement(op, fields -> {
            Expression target = fields.variable("of");
            return Statement.of(scope -> operation.apply(Values.cast(type, target.evaluate(scope))));
        });
    }

    private static <T> void awaitable(Language language, String aw, Class<T> type, Operation<T> operation) {
        language.awaitable(aw, fields -> {
            Expression target = fields.variable("of");
            return scope -> {
                T primitive = Values.cast(type, target.evaluate(scope));
                return Asyncio.<@Nullable Object>coroutine(() -> operation.apply(primitive));
            };
        });
    }

    private static @Nullable Object done(Runnable action) {
        action.run();
        return null;
    }

    private static Object truth(Runnable action) {
        action.run();
        return true;
    }

    private static Object locked(Object primitive) {
        return switch (primitive) {
            case Lock lock -> lock.locked();
            case Condition condition -> condition.locked();
            case Semaphore semaphore -> semaphore.locked();
            default -> throw new TypeError("nothing that can be locked: " + primitive);
        };
    }

    private static Object acquire(Object primitive) {
        switch (primitive) {
            case Lock lock -> lock.acquire();
            case Condition condition -> condition.acquire();
            case Semaphore semaphore -> semaphore.acquire();
            default -> throw new TypeError("nothing that can be acquired: " + primitive);
        }
        return true;
    }

    private static @Nullable Object release(Object primitive) {
        switch (primitive) {
            case Lock lock -> lock.release();
            case Condition condition -> condition.release();
            case Semaphore semaphore -> semaphore.release();
            default -> throw new TypeError("nothing that can be released: " + primitive);
        }
        return null;
    }

    private static Statement with(Fields fields) {
        Expression target = fields.variable("of");
        String as = fields.textOrNull("as");
        Statement body = fields.body("body");
        return scope -> {
            Object primitive = target.evaluate(scope);
            Statement block = inner -> {
                if (as != null && !(primitive instanceof Barrier)) {
                    inner.set(as, null);
                }
                return body.run(inner);
            };
            return switch (primitive) {
                case Lock lock -> lock.run(() -> block.run(scope));
                case Condition condition -> condition.run(() -> block.run(scope));
                case Semaphore semaphore -> semaphore.run(() -> block.run(scope));
                case Barrier barrier -> {
                    long index = barrier.await();
                    if (as != null) {
                        scope.set(as, index);
                    }
                    yield body.run(scope);
                }
                case null, default -> throw new TypeError("nothing to enter: " + Values.render(primitive));
            };
        };
    }

    private static Expression conditionWaitFor(Fields fields) {
        Expression target = fields.variable("of");
        Expression predicate = fields.expression("pred");
        return scope -> {
            Condition condition = Values.cast(Condition.class, target.evaluate(scope));
            return Asyncio.<@Nullable Object>coroutine(() -> {
                Object[] value = {null};
                condition.awaitUntil(() -> {
                    value[0] = evaluate(predicate, scope);
                    return Values.truth(value[0]);
                });
                return value[0];
            });
        };
    }

    private static @Nullable Object evaluate(Expression expression, Scope scope) {
        try {
            return expression.evaluate(scope);
        } catch (Exception e) {
            throw PythonType.raise(e);
        }
    }
}
