package dev.eddy.reactive;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A subscriber that logs its signals, and requests what the test tells it to. */
class Recorder implements Subscriber<Object> {

    final List<String> log = new CopyOnWriteArrayList<>();
    volatile Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        log.add("onSubscribe");
    }

    void request(long n) {
        subscription.request(n);
    }

    void cancel() {
        subscription.cancel();
    }

    @Override
    public void onNext(Object item) {
        log.add("onNext " + item);
    }

    @Override
    public void onError(Throwable error) {
        log.add("onError " + error.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
        log.add("onComplete");
    }
}
