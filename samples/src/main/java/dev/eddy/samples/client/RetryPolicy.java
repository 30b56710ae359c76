package dev.eddy.samples.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * When to try again, and how much later: after twice as long each time, up to a limit, and at random between half of that and all,
 * so that clients that have failed together do not come back together.
 *
 * @param attempts in all
 * @param first the longest pause behind the first attempt
 * @param longest the longest pause at all
 * @param random for the jitter; with a seed in tests
 */
public record RetryPolicy(int attempts, Duration first, Duration longest, RandomGenerator random) {

    /** Whether this failure may be another one's next time, and there is a next time. */
    boolean triesAgain(int attempt, Exception failure) {
        return attempt < attempts && isPassing(failure);
    }

    private static boolean isPassing(Exception failure) {
        return failure instanceof StatusException answer
                ? answer.status() == 429 || answer.status() >= 500
                : failure instanceof IOException || failure instanceof TimeoutException;
    }

    /** The pause behind the attempt of this number, which begins with 1. */
    Duration pause(int attempt) {
        Duration most = first;
        for (int i = 1; i < attempt && most.compareTo(longest) < 0; i++) {
            most = most.multipliedBy(2);
        }
        long nanos = (most.compareTo(longest) < 0 ? most : longest).toNanos();
        return Duration.ofNanos(random.nextLong(nanos / 2, nanos + 1));
    }
}
