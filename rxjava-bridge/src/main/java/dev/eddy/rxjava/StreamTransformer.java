package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.ObservableTransformer;

/**
 * An operator for both kinds of stream, for their {@code compose}.
 *
 * @param <T> the type of the items that come
 * @param <R> the type of the items that leave
 */
public interface StreamTransformer<T, R> extends FlowableTransformer<T, R>, ObservableTransformer<T, R> {}
