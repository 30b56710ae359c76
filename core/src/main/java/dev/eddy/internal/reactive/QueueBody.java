package dev.eddy.internal.reactive;

import dev.eddy.internal.sync.QueueAccess;
import dev.eddy.queue.Queue;
import dev.eddy.queue.QueueShutDownException;
import dev.eddy.reactive.Emitter;
import java.util.Objects;

/**
 * The items of a queue, each taken when it has been requested, and not before.
 *
 * <p>It waits for an item first, or the shutdown, and for demand only when an item is there: the shutdown of an empty queue
 * completes a stream that has no demand. Nothing suspends between the look at the subscriber and the taking of an item, which so
 * stays for the others if another thread has cancelled while this was about to be resumed.
 */
public record QueueBody<T>(Queue<? extends T> queue) implements Emitter.Body<T> {

    public QueueBody {
        Objects.requireNonNull(queue, "queue");
    }

    @Override
    public void run(Emitter<T> out) {
        Emission<T> emission = (Emission<T>) out;
        QueueAccess access = QueueAccess.get();
        while (true) {
            try {
                access.awaitItem(queue);
            } catch (QueueShutDownException e) {
                return;
            }
            if (emission.hasDemandNow()) {
                emit(emission);
            } else {
                access.passOn(queue);
                emission.awaitDemand();
            }
        }
    }

    private void emit(Emission<T> emission) {
        T item = queue.getNow();
        try {
            emission.emit(Objects.requireNonNull(
                    item, () -> "an item of " + queue + " is null, and Reactive Streams has no null items"));
        } finally {
            queue.taskDone();
        }
    }
}
