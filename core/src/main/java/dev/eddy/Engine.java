package dev.eddy;

import dev.eddy.internal.fiber.ContinuationFibers;
import dev.eddy.internal.fiber.FiberGroup;
import dev.eddy.internal.fiber.GreenFibers;
import dev.eddy.internal.fiber.ThreadFibers;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the stacks of coroutines are suspended and resumed. All engines behave alike; they differ in what they need, in
 * what a switch costs, and in what a call does that blocks. The system property {@code eddy.engine} names the default; without it, it is {@link
 * #CONTINUATION} where that is available, else {@link #VIRTUAL_THREAD}.
 */
public enum Engine {
    /**
     * The JDK's internal continuations, run on the loop's own thread. Fastest. Needs the JVM flag {@code --add-exports
     * java.base/jdk.internal.vm=ALL-UNNAMED} ({@code =dev.eddy} if Eddy is on the module path).
     */
    CONTINUATION,
    /** A virtual thread for each coroutine, of which exactly one runs. Needs nothing. */
    VIRTUAL_THREAD,
    /**
     * A virtual thread for each coroutine, scheduled by the loop: a call of the JDK that blocks (a socket, a lock, {@code
     * Thread.sleep}) suspends its coroutine, as {@code await} does, and the loop goes on. Needs the JVM flag {@code --add-opens
     * java.base/java.lang=ALL-UNNAMED} ({@code =dev.eddy} if Eddy is on the module path). Only for those who ask for it.
     */
    GREEN;

    /** The name that {@code -Deddy.engine} takes: {@code continuation}, {@code virtual-thread} or {@code green}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this engine works in this JVM. */
    public boolean isAvailable() {
        return obstacle() == null;
    }

    /**
     * The engine of loops that are built without one: the one {@code -Deddy.engine} names, else the best available.
     *
     * @throws IllegalStateException if the one named does not exist or is not available; the message says what is missing
     */
    public static Engine getDefault() {
        return Default.SETTING.get();
    }

    FiberGroup newFiberGroup(EventLoop loop) {
        requireAvailable();
        return switch (this) {
            case CONTINUATION -> new ContinuationFibers(loop);
            case VIRTUAL_THREAD -> new ThreadFibers(loop);
            case GREEN -> new GreenFibers(loop);
        };
    }

    private void requireAvailable() {
        String obstacle = obstacle();
        if (obstacle != null) {
            throw new IllegalStateException("the engine '" + label() + "' is not available: " + obstacle);
        }
    }

    private @Nullable String obstacle() {
        return switch (this) {
            case CONTINUATION -> ContinuationFibers.unavailable();
            case VIRTUAL_THREAD -> null;
            case GREEN -> GreenFibers.unavailable();
        };
    }

    static Engine parse(@Nullable String property) {
        if (property == null || property.isBlank()) {
            return CONTINUATION.isAvailable() ? CONTINUATION : VIRTUAL_THREAD;
        }
        for (Engine engine : values()) {
            if (engine.label().equals(property.strip())) {
                engine.requireAvailable();
                return engine;
            }
        }
        throw new IllegalStateException("-Deddy.engine=" + property + ": no such engine; there are "
                + Arrays.stream(values()).map(Engine::label).toList());
    }

    private static final class Default {
        static final Setting<Engine> SETTING = Setting.read("eddy.engine", Engine::parse);
    }
}
