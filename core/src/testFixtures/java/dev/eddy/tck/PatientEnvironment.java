package dev.eddy.tck;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;

/** Waits for an expected error as long as a signal may take; the TCK 1.0.4 looks for it just once, after a poll's time. */
final class PatientEnvironment extends TestEnvironment {

    PatientEnvironment(long signalMillis, long silenceMillis, long pollMillis) {
        super(signalMillis, silenceMillis, pollMillis);
    }

    @Override
    public <T> ManualSubscriber<T> newManualSubscriber(Publisher<T> publisher, long timeoutMillis)
            throws InterruptedException {
        ManualSubscriber<T> subscriber = new PatientSubscriber<>(this);
        subscribe(publisher, subscriber, timeoutMillis);
        return subscriber;
    }

    private static final class PatientSubscriber<T> extends ManualSubscriberWithSubscriptionSupport<T> {
        private final CountDownLatch failed = new CountDownLatch(1);

        PatientSubscriber(TestEnvironment environment) {
            super(environment);
        }

        @Override
        public void onError(Throwable cause) {
            super.onError(cause);
            failed.countDown();
        }

        @Override
        public <E extends Throwable> E expectError(
                Class<E> expected, long totalTimeoutMillis, long pollTimeoutMillis, String message) throws Exception {
            boolean inTime = failed.await(totalTimeoutMillis, TimeUnit.MILLISECONDS);
            return super.expectError(expected, totalTimeoutMillis, inTime ? 0 : pollTimeoutMillis, message);
        }
    }
}
