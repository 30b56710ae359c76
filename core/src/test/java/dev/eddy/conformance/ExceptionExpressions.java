package dev.eddy.conformance;

import dev.eddy.ExceptionGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exception objects: how they are made, and what they say of themselves. */
final class ExceptionExpressions {

    private ExceptionExpressions() {}

    static void register(Language language) {
        language.expression("err", operands -> {
            String type = operands.text(0);
            if (!PythonType.canBeMade(type)) {
                throw new SyntaxException("no exception type that can be made: '" + type + "'", operands.node());
            }
            Expression message = operands.expression(1);
            return scope -> PythonType.make(type, text(message.evaluate(scope)));
        });
        language.expression("group", operands -> {
            Expression message = operands.expression(0);
            Operands.Several members = operands.from(1);
            return scope -> {
                String text = Values.render(message.evaluate(scope));
                List<Throwable> exceptions = new ArrayList<>();
                members.evaluate(scope).forEach(member -> exceptions.add(Values.exception(member)));
                return new ExceptionGroup(text, exceptions);
            };
        });
        language.expression("err_type", operands -> {
            Expression exception = operands.variable(0);
            return scope -> PythonType.nameOf(Values.exception(exception.evaluate(scope)));
        });
        language.expression("err_msg", operands -> {
            Expression exception = operands.variable(0);
            return scope -> PythonType.messageOf(Values.exception(exception.evaluate(scope)));
        });
        language.expression("excs", operands -> {
            Expression exception = operands.variable(0);
            return scope -> PythonType.membersOf(Values.exception(exception.evaluate(scope)));
        });
        language.expression("cause", operands -> {
            Expression exception = operands.variable(0);
            return scope -> scope.run().causeOf(Values.exception(exception.evaluate(scope)));
        });
    }

    /** A message as text, null for none. */
    static @Nullable String text(@Nullable Object message) {
        return message == null ? null : Values.render(message);
    }
}
