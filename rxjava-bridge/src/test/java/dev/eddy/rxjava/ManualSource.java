package dev.eddy.rxjava;

import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A source whose signals the test sends. */
final class ManualSource {

    private final Kind kind;
    private final boolean subscribesAtOnce;
    private final AtomicInteger disposals = new AtomicInteger();
    private volatile Kind.Signals signals;
    private volatile Runnable onDispose = () -> {};

    private ManualSource(Kind kind, boolean subscribesAtOnce) {
        this.kind = kind;
        this.subscribesAtOnce = subscribesAtOnce;
    }

    static ManualSource of(Kind kind) {
        return new ManualSource(kind, true);
    }

    /** One that is subscribed to, but sends no onSubscribe by itself. */
    static ManualSource withLateOnSubscribe(Kind kind) {
        return new ManualSource(kind, false);
    }

    ManualSource onDispose(Runnable action) {
        onDispose = action;
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

    Object await() {
        return kind.await(source());
    }

    boolean isSubscribed() {
        return signals != null;
    }

    void onSubscribe() {
        signals().onSubscribe().accept(Disposable.fromRunnable(() -> {
            disposals.incrementAndGet();
            onDispose.run();
        }));
    }

    void onSuccess() {
        signals().onSuccess().run();
    }

    void onError(Throwable error) {
        signals().onError().accept(error);
    }

    int disposals() {
        return disposals.get();
    }

    private Kind.Signals signals() {
        return Objects.requireNonNull(signals, "nobody has subscribed");
    }
}
