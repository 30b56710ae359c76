package dev.eddy.reactor;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** How many tasks a scheduler has still to run: when it is closed, none comes in, and it tells when the last one has left. Thread-safe. */
final class Pending {

    private final Sinks.Empty<Void> empty = Sinks.empty();
    private int tasks;
    private boolean closed;

    /** False if this is closed. */
    synchronized boolean enter() {
        if (!closed) {
            tasks++;
        }
        return !closed;
    }

    void leave() {
        if (left()) {
            empty.tryEmitEmpty();
        }
    }

    private synchronized boolean left() {
        return --tasks == 0 && closed;
    }

    /** Completes when there is none left. */
    Mono<Void> close() {
        if (closeIfEmpty()) {
            empty.tryEmitEmpty();
        }
        return empty.asMono();
    }

    /** None of them will run any more. */
    void abandon() {
        empty.tryEmitEmpty();
    }

    private synchronized boolean closeIfEmpty() {
        closed = true;
        return tasks == 0;
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
