package dev.eddy.samples.client;

import dev.eddy.Asyncio;
import dev.eddy.sync.Lock;
import java.time.Duration;

/**
 * Limits how often something is done: a number of times at once, and then once an interval. Who waits is served in the order in
 * which they came. For one loop, whose clock it goes by.
 */
final class TokenBucket {

    private final Duration interval;
    /** How much earlier than {@link #full} a token may be taken: the time that all tokens but one take to come back. */
    private final Duration burst;
    /** Whoever waits for a token holds it; the others wait for that one. */
    private final Lock turn = new Lock();
    /** When all tokens will be back, if none is taken until then. */
    private Duration full = Duration.ZERO;

    /**
     * @param tokens how many there are, at least one
     * @param interval the time in which one comes back
     */
    TokenBucket(int tokens, Duration interval) {
        if (tokens < 1) {
            throw new IllegalArgumentException(
                    "a bucket of " + tokens + " tokens lets nothing pass; it needs one at least");
        }
        this.interval = interval;
        this.burst = interval.multipliedBy(tokens - 1);
    }

    /** Takes a token; suspends until there is one. Who is cancelled meanwhile has taken none. */
    void take() {
        turn.run(() -> {
            Duration wait = untilNext();
            while (wait.isPositive()) { // again if there was a pause meanwhile
                Asyncio.sleep(wait);
                wait = untilNext();
            }
            Duration now = now();
            full = (full.compareTo(now) > 0 ? full : now).plus(interval);
        });
    }

    /** Gives out none for so long, and then one an interval. */
    void pause(Duration duration) {
        Duration next = now().plus(duration).plus(burst);
        if (next.compareTo(full) > 0) {
            full = next;
        }
    }

    private Duration untilNext() {
        return full.minus(burst).minus(now());
    }

    private static Duration now() {
        return Asyncio.getRunningLoop().time();
    }
}
