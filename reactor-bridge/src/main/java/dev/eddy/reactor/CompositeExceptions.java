package dev.eddy.reactor;

import dev.eddy.ExceptionGroup;
import dev.eddy.internal.AwaitTrace;
import java.util.List;
import reactor.core.Exceptions;

/** Reactor's way to have several exceptions at once, and Python's. */
final class CompositeExceptions {

    static {
        AwaitTrace.keepOutOf(Exceptions.multiple(new Exception(), new Exception()).getClass());
    }

    private CompositeExceptions() {}

    /** Has seen to it, when it returns, that awaiting Reactor's composites adds nothing to them. */
    static void keepWhole() {}

    static ExceptionGroup toGroup(Throwable composite) {
        if (!Exceptions.isMultiple(composite)) {
            throw new IllegalArgumentException(
                    "a composite of Exceptions.multiple(..) is required, got an instance of "
                            + composite.getClass().getName());
        }
        List<Throwable> parts = Exceptions.unwrapMultipleExcludingTracebacks(composite)
                .stream()
                .filter(part -> !isTraceOfBlock(part))
                .toList();
        ExceptionGroup group = new ExceptionGroup("errors of a Reactor publisher", parts);
        group.setStackTrace(composite.getStackTrace());
        return group;
    }

    /** Whether it is what {@code block()} leaves in an error, which Reactor does not count among the tracebacks. */
    private static boolean isTraceOfBlock(Throwable suppressed) {
        return suppressed.getClass() == Exception.class
                && "#block terminated with an error".equals(suppressed.getMessage());
    }

    static RuntimeException toComposite(ExceptionGroup group) {
        RuntimeException composite = Exceptions.multiple(group.leaves(Throwable.class));
        composite.setStackTrace(group.getStackTrace());
        return composite;
    }
}
