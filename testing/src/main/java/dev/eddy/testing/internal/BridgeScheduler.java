package dev.eddy.testing.internal;

import dev.eddy.EventLoop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Calls the method {@code scheduler(EventLoop)} of a bridge: this module is compiled before the bridges, whose own tests use it.
 *
 * @param <S> the type of the library's schedulers
 */
public final class BridgeScheduler<S> {

    private final Method method;
    private final Class<S> type;

    public BridgeScheduler(Class<?> bridge, Class<S> type) throws NoSuchMethodException {
        this.method = bridge.getMethod("scheduler", EventLoop.class);
        this.type = type;
    }

    /** A new scheduler on the loop. */
    public S of(EventLoop loop) {
        try {
            return type.cast(method.invoke(null, loop));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no scheduler for " + loop, e);
        }
    }
}
