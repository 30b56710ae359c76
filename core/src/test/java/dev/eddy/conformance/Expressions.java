package dev.eddy.conformance;

import dev.eddy.conformance.ScenarioExceptions.TypeError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Variables, arithmetic, comparison, booleans and lists. */
final class Expressions {

    private Expressions() {}

    /** Computes from two values. */
    @FunctionalInterface
    private interface Binary {
        @Nullable Object apply(@Nullable Object left, @Nullable Object right);
    }

    static void register(Language language) {
        language.expression("var", operands -> operands.variable(0));
        language.expression("list", operands -> operands.from(0)::evaluate);

        binary(language, "add", Expressions::add);
        binary(language, "sub", (left, right) -> compute(left, right, Math::subtractExact, (a, b) -> a - b));
        binary(language, "mul", (left, right) -> compute(left, right, Math::multiplyExact, (a, b) -> a * b));
        binary(language, "mod", (left, right) -> compute(left, right, Math::floorMod, Expressions::floorMod));

        binary(language, "eq", Values::equal);
        binary(language, "ne", (left, right) -> !Values.equal(left, right));
        ordering(language, "lt", order -> order < 0);
        ordering(language, "le", order -> order <= 0);
        ordering(language, "gt", order -> order > 0);
        ordering(language, "ge", order -> order >= 0);
        binary(language, "same", (left, right) -> left == right);

        language.expression("not", operands -> {
            Expression operand = operands.expression(0);
            return scope -> !Values.truth(operand.evaluate(scope));
        });
        language.expression("and", operands -> {
            Expression left = operands.expression(0);
            Expression right = operands.expression(1);
            return scope -> Values.truth(left.evaluate(scope)) && Values.truth(right.evaluate(scope));
        });
        language.expression("or", operands -> {
            Expression left = operands.expression(0);
            Expression right = operands.expression(1);
            return scope -> Values.truth(left.evaluate(scope)) || Values.truth(right.evaluate(scope));
        });

        language.expression("len", operands -> {
            Expression list = operands.expression(0);
            return scope -> (long) Values.cast(List.class, list.evaluate(scope)).size();
        });
        binary(language, "at", (list, index) -> Values.cast(List.class, list).get(Values.integer(index)));
    }

    private static void binary(Language language, String operator, Binary operation) {
        language.expression(operator, operands -> {
            Expression left = operands.expression(0);
            Expression right = operands.expression(1);
            return scope -> operation.apply(left.evaluate(scope), right.evaluate(scope));
        });
    }

    private static void ordering(Language language, String operator, IntPredicate accepts) {
        binary(language, operator, (left, right) -> accepts.test(Values.compare(left, right)));
    }

    /** Python's {@code %}, whose result has the sign of the divisor, even if it is zero. */
    private static double floorMod(double dividend, double divisor) {
        return Math.copySign(dividend - Math.floor(dividend / divisor) * divisor, divisor);
    }

    private static Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String some && right instanceof String other) {
            return some + other;
        }
        if (left instanceof List<?> some && right instanceof List<?> others) {
            List<@Nullable Object> joined = new ArrayList<>(some);
            joined.addAll(others);
            return joined;
        }
        return compute(left, right, Math::addExact, Double::sum);
    }

    private static Object compute(
            @Nullable Object left, @Nullable Object right, LongBinaryOperator exact, DoubleBinaryOperator floating) {
        if (left instanceof Long some && right instanceof Long other) {
            return exact.applyAsLong(some, other);
        }
        if (left instanceof Number some && right instanceof Number other) {
            return floating.applyAsDouble(some.doubleValue(), other.doubleValue());
        }
        throw new TypeError("cannot compute with " + Values.render(left) + " and " + Values.render(right));
    }
}
