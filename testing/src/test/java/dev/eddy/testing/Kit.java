package dev.eddy.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a class of tests, which may fail, by JUnit itself, and gives what it reports. */
final class Kit {

    private Kit() {}

    static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
    }

    /** What the only test that failed has failed with. */
    static Throwable failureOf(Class<?> tests) {
        List<Throwable> failures = failuresOf(tests);
        if (failures.size() != 1) {
            throw new AssertionError("one failure was expected, there are " + failures);
        }
        return failures.getFirst();
    }

    static List<Throwable> failuresOf(Class<?> tests) {
        return failures(run(tests).testEvents());
    }

    static List<Throwable> failures(Events events) {
        List<Throwable> failures = new ArrayList<>();
        for (Event event : events.failed().list()) {
            event.getPayload(TestExecutionResult.class)
                    .flatMap(TestExecutionResult::getThrowable)
                    .ifPresent(failures::add);
        }
        return failures;
    }

    /** The display names of the tests that succeeded. */
    static List<String> succeeded(Class<?> tests) {
        return run(tests).testEvents().succeeded().map(event -> event.getTestDescriptor().getDisplayName()).toList();
    }
}
