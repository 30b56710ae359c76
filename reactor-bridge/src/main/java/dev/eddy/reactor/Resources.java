package dev.eddy.reactor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** What is disposed together with its owner. Thread-safe; adding and removing take constant time. */
final class Resources implements Disposable {

    private @Nullable Set<Disposable> present = new HashSet<>(); // null: disposed

    /** False, and nothing is added, if this is disposed. */
    synchronized boolean add(Disposable resource) {
        return present != null && present.add(resource);
    }

    synchronized void remove(Disposable resource) {
        if (present != null) {
            present.remove(resource);
        }
    }

    /** Those there are at the moment. */
    synchronized List<Disposable> all() {
        return present == null ? List.of() : List.copyOf(present);
    }

    @Override
    public void dispose() {
        List<Disposable> disposed;
        synchronized (this) {
            if (present == null) {
                return;
            }
            disposed = List.copyOf(present);
            present = null;
        }
        disposed.forEach(Disposable::dispose);
    }

    @Override
    public synchronized boolean isDisposed() {
        return present == null;
    }
}
