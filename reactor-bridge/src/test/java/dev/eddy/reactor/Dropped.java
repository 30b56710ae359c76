package dev.eddy.reactor;

import dev.eddy.testing.EddyTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Hooks;

/** Keeps what Reactor's global hooks are told during one test; what the test does not ask for makes it fail. */
final class Dropped implements BeforeEachCallback, AfterEachCallback {

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<Object> items = new CopyOnWriteArrayList<>();
    private boolean errorsExpected;
    private boolean itemsExpected;

    /** Grows as the test goes on. */
    List<Throwable> errors() {
        errorsExpected = true;
        return errors;
    }

    /** Grows as the test goes on. */
    List<Object> items() {
        itemsExpected = true;
        return items;
    }

    /** An {@code @EddyTest} does so itself: {@code TestScope.droppedErrors()}. */
    private static boolean keepsErrors(ExtensionContext test) {
        return !test.getRequiredTestMethod().isAnnotationPresent(EddyTest.class);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        Hooks.onNextDropped(items::add);
        if (keepsErrors(test)) {
            Hooks.onErrorDropped(errors::add);
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Hooks.resetOnNextDropped();
        if (keepsErrors(test)) {
            Hooks.resetOnErrorDropped();
        }
        if (!errorsExpected && !errors.isEmpty()) {
            throw new AssertionError("errors were dropped: " + errors, errors.getFirst());
        }
        if (!itemsExpected && !items.isEmpty()) {
            throw new AssertionError("items were dropped: " + items);
        }
    }
}
