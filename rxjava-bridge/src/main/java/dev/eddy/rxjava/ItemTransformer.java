package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.MaybeTransformer;
import io.reactivex.rxjava3.core.SingleTransformer;

/**
 * An operator that gives one item for each that comes, so that it is one for {@code Single} and {@code Maybe} too, for their
 * {@code compose}.
 *
 * @param <T> the type of the items that come
 * @param <R> the type of the items that leave
 */
public interface ItemTransformer<T, R>
        extends StreamTransformer<T, R>, SingleTransformer<T, R>, MaybeTransformer<T, R> {}
