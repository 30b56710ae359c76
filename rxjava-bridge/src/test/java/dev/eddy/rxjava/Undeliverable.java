package dev.eddy.rxjava;

import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the errors that RxJavaPlugins.onError is told during one test, unwrapped; those that the test does not ask for make it fail.
 * For tests that race threads: an {@code @EddyTest} does it too, but watches each subscription, and the locks of that order threads.
 */
final class Undeliverable implements BeforeEachCallback, AfterEachCallback {

    private final Collection<Throwable> errors = new ConcurrentLinkedQueue<>();
    private boolean expected;

    /** Grows as the test goes on. */
    Collection<Throwable> errors() {
        expected = true;
        return errors;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        RxJavaPlugins.setErrorHandler(
                error -> errors.add(error instanceof UndeliverableException wrapped ? wrapped.getCause() : error));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        RxJavaPlugins.setErrorHandler(null);
        if (!expected && !errors.isEmpty()) {
            throw new AssertionError("RxJavaPlugins.onError got: " + errors, errors.iterator().next());
        }
    }
}
