package dev.eddy.testing.internal.reactor;

import dev.eddy.testing.internal.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.util.context.Context;

/** Between a pipeline and who subscribes to it; sees how the subscription ends, and lets all pass, fusion included. */
final class ObservedSubscriber<T> implements CoreSubscriber<T>, Fuseable.QueueSubscription<T>, Scannable {

    private final CoreSubscriber<? super T> actual;
    private final StreamObserver.Opened opened;
    private @Nullable Subscription upstream;
    private Fuseable.@Nullable QueueSubscription<T> queue;
    private boolean synchronous;

    ObservedSubscriber(CoreSubscriber<? super T> actual, StreamObserver.Opened opened) {
        this.actual = actual;
        this.opened = opened;
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    @SuppressWarnings("unchecked") // of the items that this subscribes to
    public void onSubscribe(Subscription subscription) {
        if (upstream != null) {
            actual.onSubscribe(subscription); // a second one, which is to be cancelled
            return;
        }
        upstream = subscription;
        queue = subscription instanceof Fuseable.QueueSubscription<?> fuseable
                ? (Fuseable.QueueSubscription<T>) fuseable
                : null;
        opened.cancellable(this::cancel);
        actual.onSubscribe(this);
    }

    @Override
    public void onNext(T item) {
        try {
            actual.onNext(item);
        } catch (RuntimeException | Error e) { // that counts as a cancellation
            opened.closed();
            throw e;
        }
    }

    @Override
    public void onError(Throwable error) {
        opened.closed();
        actual.onError(error);
    }

    @Override
    public void onComplete() {
        opened.closed();
        actual.onComplete();
    }

    @Override
    public void request(long n) {
        if (upstream != null) {
            upstream.request(n);
        }
    }

    @Override
    public void cancel() {
        opened.closed();
        if (upstream != null) {
            upstream.cancel();
        }
    }

    @Override
    public int requestFusion(int requestedMode) {
        int mode = queue == null ? Fuseable.NONE : queue.requestFusion(requestedMode);
        synchronous = mode == Fuseable.SYNC;
        return mode;
    }

    @Override
    public @Nullable T poll() {
        T item = queue == null ? null : queue.poll();
        if (item == null && synchronous) {
            opened.closed(); // that is how such a source completes
        }
        return item;
    }

    @Override
    public int size() {
        return queue == null ? 0 : queue.size();
    }

    @Override
    public boolean isEmpty() {
        boolean empty = queue == null || queue.isEmpty();
        if (empty && synchronous) {
            opened.closed();
        }
        return empty;
    }

    @Override
    public void clear() {
        if (queue != null) {
            queue.clear();
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as in the interface
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        return key == Attr.ACTUAL ? actual : null;
    }
}
