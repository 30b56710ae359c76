package dev.eddy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Asyncio#wait} returns: {@code done, pending}. Both sets iterate in the order of the argument.
 *
 * @param done the futures that were done on return
 * @param pending the others, still under way
 * @param <T> the type of the futures' results
 */
public record WaitResult<T extends @Nullable Object>(Set<Future<? extends T>> done, Set<Future<? extends T>> pending) {}
