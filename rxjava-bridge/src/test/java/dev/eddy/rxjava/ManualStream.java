package dev.eddy.rxjava;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;

/** A source of any number of items whose signals the test sends. */
final class ManualStream implements Subscription {

    private final StreamKind kind;
    private final boolean subscribesAtOnce;
    private final AtomicInteger cancellations = new AtomicInteger();
    private final List<Long> requests = new CopyOnWriteArrayList<>();
    private volatile StreamKind.Signals signals;
    private volatile Runnable onCancel = () -> {};

    private ManualStream(StreamKind kind, boolean subscribesAtOnce) {
        this.kind = kind;
        this.subscribesAtOnce = subscribesAtOnce;
    }

    static ManualStream of(StreamKind kind) {
        return new ManualStream(kind, true);
    }

    /** One that is subscribed to, but sends no onSubscribe by itself. */
    static ManualStream withLateOnSubscribe(StreamKind kind) {
        return new ManualStream(kind, false);
    }

    ManualStream onCancel(Runnable action) {
        onCancel = action;
        return this;
    }

    Object source() {
        return kind.source(given -> {
            signals = given;
            if (subscribesAtOnce) {
                onSubscribe();
            }
        });
    }

    void onSubscribe() {
        signals().onSubscribe(this);
    }

    void onNext(Object... items) {
        for (Object item : items) {
            signals().onNext(item);
        }
    }

    void onError(Throwable error) {
        signals().onError(error);
    }

    void onComplete() {
        signals().onComplete();
    }

    /** What was requested; nothing of an Observable. */
    List<Long> requests() {
        return requests;
    }

    int cancellations() {
        return cancellations.get();
    }

    @Override
    public void request(long n) {
        requests.add(n);
    }

    @Override
    public void cancel() {
        cancellations.incrementAndGet();
        onCancel.run();
    }

    private StreamKind.Signals signals() {
        return Objects.requireNonNull(signals, "nobody has subscribed");
    }
}
