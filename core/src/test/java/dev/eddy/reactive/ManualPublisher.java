package dev.eddy.reactive;

import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A publisher for one subscriber, whose signals the test sends, and which keeps what the subscriber calls. */
final class ManualPublisher<T> implements Publisher<T> {

    /** The calls of the subscriber, in words. */
    final List<String> calls = new ArrayList<>();

    private Subscriber<? super T> subscriber;
    private final boolean atOnce;

    ManualPublisher() {
        this(true);
    }

    /**
     * @param atOnce false if the test itself calls {@link #begin}
     */
    ManualPublisher(boolean atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public void subscribe(Subscriber<? super T> given) {
        subscriber = given;
        calls.add("subscribe");
        if (atOnce) {
            begin();
        }
    }

    void begin() {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                calls.add("request " + (n == Long.MAX_VALUE ? "all" : n));
            }

            @Override
            public void cancel() {
                calls.add("cancel");
            }
        });
    }

    @SafeVarargs
    final ManualPublisher<T> next(T... items) {
        for (T item : items) {
            subscriber.onNext(item);
        }
        return this;
    }

    void complete() {
        subscriber.onComplete();
    }

    void fail(Throwable error) {
        subscriber.onError(error);
    }
}
