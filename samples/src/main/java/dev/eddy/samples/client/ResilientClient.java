package dev.eddy.samples.client;

import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.single;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.eddy.EventLoop;
import io.reactivex.rxjava3.core.Single;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks an {@link Origin} no more often than it must and may: an answer is remembered for a while, those who ask for the same
 * key share a request, requests keep to a rate, and those that fail in passing are repeated.
 *
 * <p>Any thread may use it. All it does happens on one loop, so its parts need no locks between threads.
 */
public final class ResilientClient<T> {

    /**
     * What the client keeps to.
     *
     * @param burst how many requests may be made at once
     * @param interval between two requests otherwise
     * @param timeout of one request
     * @param freshFor how long an answer is remembered
     * @param remembered how many answers are, at most
     * @param retry when a request is made again
     */
    public record Limits(
            int burst, Duration interval, Duration timeout, Duration freshFor, int remembered, RetryPolicy retry) {}

    private final EventLoop loop;
    private final Origin<T> origin;
    private final Limits limits;
    private final TokenBucket bucket;
    private final SingleFlight<String, T> requests = new SingleFlight<>();
    private final Cache<String, T> answers;

    public ResilientClient(EventLoop loop, Origin<T> origin, Limits limits) {
        this.loop = loop;
        this.origin = origin;
        this.limits = limits;
        bucket = new TokenBucket(limits.burst(), limits.interval());
        answers = Caffeine.newBuilder()
                .expireAfterWrite(limits.freshFor())
                .maximumSize(limits.remembered())
                .ticker(() -> loop.time().toNanos()) // so it forgets in virtual time, too
                .executor(Runnable::run)
                .build();
    }

    /** The value of a key, for Reactor. */
    public Mono<T> get(String key) {
        return mono(loop, () -> value(key));
    }

    /** The value of a key, for RxJava. */
    public Single<T> getSingle(String key) {
        return single(loop, () -> value(key));
    }

    private T value(String key) {
        T answer = answers.getIfPresent(key);
        return answer != null ? answer : requests.join(key, () -> remember(key, request(key)));
    }

    private T remember(String key, T answer) {
        answers.put(key, answer);
        return answer;
    }

    private T request(String key) throws Exception {
        for (int attempt = 1;; attempt++) {
            bucket.take();
            try {
                return timeout(limits.timeout(), () -> origin.fetch(key));
            } catch (Exception e) { // never a cancellation, which is an Error
                if (!limits.retry().triesAgain(attempt, e)) {
                    throw e;
                }
                Duration asked = retryAfter(e);
                if (asked != null) {
                    bucket.pause(asked); // that is for all keys
                } else {
                    sleep(limits.retry().pause(attempt));
                }
            }
        }
    }

    private static @Nullable Duration retryAfter(Exception failure) {
        return failure instanceof StatusException answer ? answer.retryAfter() : null;
    }
}
