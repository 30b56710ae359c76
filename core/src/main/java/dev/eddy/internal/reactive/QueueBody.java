package dev.eddy.internal.reactive;

import dev.eddy.queue.Queue;
import dev.eddy.queue.QueueShutDownException;
import dev.eddy.reactive.Emitter;
import java.util.Objects;

/** The items of a queue, each taken when it has been requested, and not before. */
public record QueueBody<T>(Queue<? extends T> queue) implements Emitter.Body<T> {

    public QueueBody {
        Objects.requireNonNull(queue, "queue");
    }

    @Override
    public void run(Emitter<T> out) {
        while (true) {
            out.awaitDemand();
            T item;
            try {
                item = queue.get();
            } catch (QueueShutDownException e) {
                return;
            }
            try {
                out.emit(Objects.requireNonNull(
                        item, () -> "an item of " + queue + " is null, and Reactive Streams has no null items"));
            } finally {
                queue.taskDone();
            }
        }
    }
}
