package dev.eddy.samples.client;

/**
 * Where the values come from. A method like any other, which may suspend: {@code key -> awaitSingle(webClient.get(key))}, {@code
 * key -> await(api.single(key))}.
 */
@FunctionalInterface
public interface Origin<T> {

    /** One request. */
    T fetch(String key) throws Exception;
}
