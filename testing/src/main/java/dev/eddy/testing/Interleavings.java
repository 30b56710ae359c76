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
 * An {@link EddyTest} that is run many times, each time in another order of what is ready at the same instant: for code that is right
 * only as long as its tasks happen to take turns in the usual order. asyncio has no counterpart; Lincheck does so with the
 * threads of the JVM, loom and shuttle with those of Rust.
 *
 * <p>A run has its order from a seed. One that fails says which, shows the order, and is the last; with that seed and {@code runs =
 * 1} it is repeated, on every engine, and then shows also where each task went on.
 *
 * <p><b>What changes.</b> Each time that something has had its turn, what comes next is chosen among all that is ready: the
 * tasks that have begun, those that have not, the timers that are due at that instant, the callbacks of futures, the jobs of
 * Reactor's and RxJava's schedulers. So a task that gives way by {@code sleep(ZERO)} may go on before all others;
 * {@link TestScope#runCurrent} waits for them. Nothing waits for ever: what has been ready for longest is passed over 64 times at
 * most.
 *
 * <p><b>What does not.</b> What has been promised to programs: the callbacks of {@code callSoon} and {@code callSoonThreadsafe} come in
 * the order of the calls; those of one future in the order in which they were added, and before the tasks that began to await it
 * later; the jobs of one worker of a scheduler in their order. And time: a timer never comes before one that is due earlier. Between two awaits a
 * task runs alone, here as anywhere. What other threads do has an order of its own, which no seed repeats.
 *
 * <p>Each run is an invocation for JUnit, as those of a {@code RepeatedTest}: with an instance of the class, lifecycle methods and
 * extensions of its own, and a line in the report.
 *
 * <pre>{@code
 * @Interleavings(runs = 1000)
 * void no_deposit_is_lost() {
 *     Account account = new Account();
 *     await(gather(() -> account.deposit(1), () -> account.deposit(2)));
 *     assertThat(account.balance()).isEqualTo(3);
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
public @interface Interleavings {

    /**
     * JUnit's configuration parameter, which may also be a system property, for the first seed of the tests that name none: a
     * number, or {@code random}.
     */
    String SEED = "eddy.testing.seed";

    /** How many orders are tried. */
    int runs() default 200;

    /** The seed of the first run; each further one has the next number. Zero is the usual order, without choices. */
    long seed() default 0;
}
