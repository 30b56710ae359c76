package dev.eddy.internal.reactive;

import dev.eddy.EventLoop;
import dev.eddy.generator.Generator;
import dev.eddy.reactive.Emitter;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The values of a generator, for one subscriber; a step is taken when a value has been requested, and not before. */
public final class GeneratorBody<T> implements Emitter.Body<T> {

    private final Generator<? extends T> generator;
    private final AtomicBoolean used = new AtomicBoolean();

    public GeneratorBody(Generator<? extends T> generator) {
        this.generator = Objects.requireNonNull(generator, "generator");
    }

    /** Where it has to run: null if that does not matter. */
    @Nullable EventLoop loop() {
        return generator.getLoop();
    }

    @Override
    public void run(Emitter<T> out) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "a generator gives its values once, so it has one subscriber; let them share"
                            + " that subscription, for example by publish() and refCount()");
        }
        try (generator) {
            Iterator<? extends T> values = generator.iterator();
            while (true) {
                out.awaitDemand();
                if (!values.hasNext()) {
                    return;
                }
                out.emit(Objects.requireNonNull(
                        values.next(), () -> generator + " yielded null, and Reactive Streams has no null items"));
            }
        }
    }

    /** The subscriber was gone before this ran. */
    void close() {
        if (used.compareAndSet(false, true)) {
            generator.close();
        }
    }
}
