package dev.eddy.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * An {@link EddyTest} that is run once as it is, and then again and again, each time with the task under test cancelled at another
 * moment; so that what must be cleaned up is, wherever a cancellation strikes. Neither asyncio's, Trio's nor kotlinx's tests
 * have it; SQLite is tested so with failing allocations. A parameter {@link UnderTest} runs the task, or subscribes to the {@code Mono},
 * {@code Flux}, {@code Single} or {@code Flowable} that is to be disposed.
 *
 * <p>A cancellation can come between any two steps of the loop, and comes between any two, from the first suspension of the task
 * to its end: when it begins to wait; while what it has started goes on; when all are blocked; when its turn has come, but it has
 * not gone on yet. The first run, which must pass, tells how many moments there are.
 *
 * <p>Each run fails if the task does not end, or ends otherwise than by the cancellation; if an assertion of the test or of a
 * lifecycle method does; and if something was left behind, see {@link Leak}. The report tells where the task was suspended, and there are no further runs.
 *
 * <p>Each run is an invocation for JUnit, as those of a {@code RepeatedTest}: with an instance of the class, lifecycle methods and
 * extensions of its own, and a line in the report.
 *
 * <pre>{@code
 * @CancelAtEverySuspension
 * void a_connection_is_given_back(UnderTest underTest) {
 *     Task<Row> task = underTest.run(() -> repository.find(1));
 *
 *     assertThat(pool.free()).isEqualTo(pool.size()); // however it has ended
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@TestTemplate
@ExtendWith(EddyExtension.class)
@ResourceLock(EddyTest.SCHEDULERS)
@Execution(ExecutionMode.SAME_THREAD)
public @interface CancelAtEverySuspension {

    /**
     * Whether the task may end otherwise than by its cancellation: with a result, being past the point of no return, or with an
     * exception of its own.
     */
    boolean mayEndOtherwise() default false;

    /** The only moment at which to cancel, as a report gives it; zero for every one. */
    int only() default 0;

    /** How many moments there may be; if there are more, the first run fails. */
    int max() default 1000;
}
