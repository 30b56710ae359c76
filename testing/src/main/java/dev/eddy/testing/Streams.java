package dev.eddy.testing;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.testing.internal.ReactiveLibrary;
import dev.eddy.testing.internal.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a test does with Reactor and RxJava: the subscriptions that are open, the errors that were dropped. Thread-safe. */
final class Streams implements StreamObserver {

    private final EventLoop loop;
    private final Set<Subscribed> open = new LinkedHashSet<>();
    private final List<Throwable> dropped = new ArrayList<>();
    private final List<ReactiveLibrary.Watch> watches = new ArrayList<>();

    /**
     * @param virtual whether the schedulers of the libraries are to be the loop's
     */
    Streams(EventLoop loop, boolean virtual) {
        this.loop = loop;
        try {
            for (ReactiveLibrary library : ReactiveLibrary.PRESENT) {
                library.prepare();
                watches.add(library.watch(virtual ? loop : null, this));
            }
        } catch (RuntimeException | Error e) {
            restore();
            throw e;
        }
    }

    /** Gives the libraries back as they were; what the test has replaced in them and not restored. */
    List<String> restore() {
        List<String> replaced = new ArrayList<>();
        watches.forEach(watch -> replaced.addAll(watch.end()));
        watches.clear();
        return replaced;
    }

    /** A subscription made on the loop. */
    final class Subscribed implements Opened {
        private final Supplier<String> operators;
        private final @Nullable Task<?> task;
        final Throwable createdAt = new Throwable("it was subscribed here");
        private volatile @Nullable Runnable cancel;

        private Subscribed(Supplier<String> operators, @Nullable Task<?> task) {
            this.operators = operators;
            this.task = task;
        }

        @Override
        public void cancellable(Runnable cancel) {
            this.cancel = cancel;
        }

        @Override
        public void closed() {
            synchronized (Streams.this) {
                open.remove(this);
            }
        }

        /**
         * False if there is nothing to cancel: it has ended together with another one, or the source has not called onSubscribe, as one that
         * throws instead.
         */
        boolean cancel() {
            Runnable action = isOpen() ? cancel : null;
            if (action != null) {
                action.run();
            }
            return action != null;
        }

        private boolean isOpen() {
            synchronized (Streams.this) {
                return open.contains(this);
            }
        }

        @Override
        public String toString() {
            return operators.get();
        }
    }

    @Override
    public @Nullable Opened opened(Supplier<String> operators) {
        if (!loop.isCurrent()) {
            return null; // another thread's: it need not be this test's
        }
        Subscribed subscribed = new Subscribed(operators, Asyncio.currentTask());
        synchronized (this) {
            open.add(subscribed);
        }
        return subscribed;
    }

    @Override
    public synchronized void dropped(Throwable error) {
        dropped.add(error);
    }

    synchronized List<Subscribed> open() {
        return List.copyOf(open);
    }

    /** Those that the task has made. */
    List<Subscribed> openOf(Task<?> task) {
        return open().stream().filter(subscribed -> subscribed.task == task).toList();
    }

    synchronized List<Throwable> droppedErrors() {
        return List.copyOf(dropped);
    }
}
