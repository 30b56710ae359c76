package dev.eddy.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test method that is a coroutine, on an event loop of its own, in virtual time: {@code @pytest.mark.asyncio}, kotlinx's
 * {@code runTest}. A sleep of an hour takes no time, and a test that waits for ever fails at once and says what each task waits
 * for.
 *
 * <p>On a method it makes a test. On a class it makes coroutines of all its tests, of whatever kind, and of those in its {@code
 * @Nested} classes. The lifecycle methods are coroutines as well: those before and after each test on the loop of the test, in
 * one context, those before and after all on loops of their own.
 *
 * <p>Parameters may be an {@link dev.eddy.EventLoop}, a {@link dev.eddy.VirtualClock} and a {@link TestScope}.
 *
 * <p>Where JUnit runs tests in parallel, those in virtual time run one at a time.
 *
 * <pre>{@code
 * @EddyTest
 * void a_slow_answer_is_given_up() {
 *     assertThatThrownBy(() -> timeout(ofSeconds(30), () -> await(slow.answer()))).isInstanceOf(TimeoutException.class);
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@TestTemplate
@ExtendWith(EddyExtension.class)
@ResourceLock(EddyTest.SCHEDULERS)
public @interface EddyTest {

    /** The resource that tests in virtual time hold: they replace the schedulers of Reactor and RxJava. */
    String SCHEDULERS = "dev.eddy.testing.schedulers";

    /** Whether time is the clock of the loop, which jumps, or the system's. */
    Time time() default Time.VIRTUAL;

    /**
     * Whether threads that the loop does not know, such as those of a network client, may wake this test. Without, it has failed as
     * soon as nothing can go on; with, it waits for them, until the {@link #limit}. The loop knows those of its executors.
     */
    boolean otherThreads() default false;

    /** How long, in real time, a method may take. */
    long limit() default 60;

    /** The unit of {@link #limit}. */
    TimeUnit limitUnit() default TimeUnit.SECONDS;

    /** What a test calls time. */
    enum Time {
        /** A clock that jumps to the next timer when every task waits; it stands still while a call on an executor is under way. */
        VIRTUAL,
        /** The system's clock. */
        REAL
    }
}
