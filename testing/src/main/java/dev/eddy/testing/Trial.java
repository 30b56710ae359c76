package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.internal.LoopProbe;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.AnnotationSupport;

/** What one run of a test tries out, beside running it; this one nothing. Told and asked by the loop of the run. */
class Trial {

    /** Those that the annotations of a method ask for; made one by one, each when the one before has ended. */
    static Stream<? extends Trial> of(Method method, ExtensionContext context) {
        Optional<Interleavings> orders = AnnotationSupport.findAnnotation(method, Interleavings.class);
        Optional<CancelAtEverySuspension> cancellations =
                AnnotationSupport.findAnnotation(method, CancelAtEverySuspension.class);
        if (orders.isPresent() && cancellations.isPresent()) {
            throw refused(context,
                    "either @Interleavings or @CancelAtEverySuspension: what is the moment of one order is"
                            + " none of another; make it two tests");
        }
        if (orders.isPresent()) {
            return Orders.of(orders.get(), context).trials();
        }
        return cancellations.isPresent()
                ? Cancellations.of(cancellations.get(), context).trials()
                : Stream.of(new Trial());
    }

    /** Whether annotations of a method ask for any. */
    static boolean isAsked(Method method) {
        return AnnotationSupport.isAnnotated(method, Interleavings.class)
                || AnnotationSupport.isAnnotated(method, CancelAtEverySuspension.class);
    }

    /** Stands in the name of the run, behind that of the engine. */
    String label() {
        return "";
    }

    /** By what the test runs the task that is tried out. */
    UnderTest underTest(TestRun run) {
        throw new ParameterResolutionException("UnderTest is for tests with @CancelAtEverySuspension");
    }

    /** A task was created. */
    void created(Task<?> task) {}

    /** A task is about to be suspended. */
    void suspends(Task<?> task) {}

    /** Nothing is ready at this instant, nor due; whether that has changed. */
    boolean idle(EventLoop loop) {
        return false;
    }

    /** See {@link LoopProbe#arrange}. */
    <E> int arrange(ArrayDeque<E> ready, LoopProbe.Entries<? super E> entries, EventLoop loop) {
        return ready.size();
    }

    /** The run has passed; fails if it should not have. */
    void passed() {}

    /** A failure of the run, with what the trial has to do with it. */
    Throwable explain(Throwable failure) {
        return failure;
    }

    /** A failure that says more, and is to be looked for in the same place. */
    static AssertionError retold(String message, Throwable failure) {
        AssertionError retold = new AssertionError(message, failure);
        retold.setStackTrace(failure.getStackTrace());
        return retold;
    }

    /** The run has failed. */
    void failed() {}

    /** An annotation asks for what cannot be. */
    static JUnitException refused(ExtensionContext context, String why) {
        return new JUnitException(context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + ": " + why);
    }
}
