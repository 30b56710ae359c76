package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That nobody can tell whether futures are counted or each has its turn, as in asyncio. */
class TallyTest {

    private static final int SEEDS = 2_000;

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    enum Construct {
        GATHER {
            @Override
            Future<?> counting(List<Awaitable<String>> awaitables) {
                return gather(awaitables);
            }

            @Override
            Future<?> withATurnForEach(List<Awaitable<String>> awaitables) {
                return asAsyncioGathers(awaitables, false);
            }
        },
        GATHER_RETURN_EXCEPTIONS {
            @Override
            Future<?> counting(List<Awaitable<String>> awaitables) {
                return gatherReturnExceptions(awaitables);
            }

            @Override
            Future<?> withATurnForEach(List<Awaitable<String>> awaitables) {
                return asAsyncioGathers(awaitables, true);
            }
        },
        WAIT_FIRST_COMPLETED(ReturnWhen.FIRST_COMPLETED),
        WAIT_FIRST_EXCEPTION(ReturnWhen.FIRST_EXCEPTION),
        WAIT_ALL_COMPLETED(ReturnWhen.ALL_COMPLETED);

        private final ReturnWhen returnWhen;

        Construct() {
            this(ReturnWhen.ALL_COMPLETED);
        }

        Construct(ReturnWhen returnWhen) {
            this.returnWhen = returnWhen;
        }

        Future<?> counting(List<Awaitable<String>> awaitables) {
            List<Future<String>> futures = futuresOf(awaitables);
            return createTask(() -> {
                WaitResult<String> result = Asyncio.wait(futures, returnWhen);
                return result.done().size() + " done";
            });
        }

        Future<?> withATurnForEach(List<Awaitable<String>> awaitables) {
            List<Future<String>> futures = futuresOf(awaitables);
            return createTask(() -> asAsyncioWaits(futures, returnWhen) + " done");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCountedEndsWhereATurnForEachWouldHaveEndedIt(Construct construct) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<String> counted = new Scenario(seed, construct::counting).run();
            List<String> expected = new Scenario(seed, construct::withATurnForEach).run();
            assertThat(counted).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Some futures, which complete in some order, some of them at once or while they are being gathered. */
    private final class Scenario {

        private final Random random;
        private final Function<List<Awaitable<String>>, Future<?>> construct;
        private final List<Future<String>> futures = new ArrayList<>();
        private final List<String> log = new ArrayList<>();

        Scenario(int seed, Function<List<Awaitable<String>>, Future<?>> construct) {
            random = new Random(seed);
            this.construct = construct;
        }

        List<String> run() {
            loop.run(this::steps);
            assertThat(log).as("what is compared").isNotEmpty();
            return log;
        }

        private void steps() {
            IntStream.range(0, 1 + random.nextInt(5)).forEach(i -> futures.add(getRunningLoop().createFuture()));
            note("before");
            completeSome(random.nextInt(2));
            List<Awaitable<String>> given = new ArrayList<>();
            for (int i = 0; i < futures.size(); i++) {
                given.add(given(futures.get(i)));
                if (random.nextInt(4) == 0) {
                    given.add(futures.get(random.nextInt(futures.size())));
                }
            }
            Future<?> whole = construct.apply(given);
            whole.addDoneCallback(done -> log.add("whole " + outcome(done)));
            note("after");
            while (!futures.stream().allMatch(Future::done)) {
                completeSome(random.nextInt(4));
                if (random.nextInt(8) == 0) {
                    whole.cancel("no more");
                }
                getRunningLoop().callSoon(() -> log.add("callback, whole done: " + whole.done()));
                sleep(ZERO);
            }
            for (int pass = 0; pass < 5; pass++) {
                log.add("pass, whole done: " + whole.done());
                sleep(ZERO);
            }
        }

        private void note(String when) {
            for (int i = 0; i < futures.size(); i++) {
                String line = when + " " + i;
                futures.get(i).addDoneCallback(done -> log.add(line));
            }
        }

        /** The future, or what completes some of them when it is asked for its future. */
        private Awaitable<String> given(Future<String> future) {
            int completions = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
            return completions == 0 ? future : new Awaitable<>() {
                @Override
                public String await() {
                    return future.await();
                }

                @Override
                public Future<String> asFuture() {
                    completeSome(completions);
                    return future;
                }
            };
        }

        private void completeSome(int count) {
            for (int i = 0; i < count; i++) {
                int index = random.nextInt(futures.size());
                Future<String> future = futures.get(index);
                if (!future.done()) {
                    switch (random.nextInt(6)) {
                        case 0 -> future.setException(new IllegalStateException("failure of " + index));
                        case 1 -> future.cancel("of " + index);
                        default -> future.setResult("result of " + index);
                    }
                    future.markRetrieved();
                }
            }
        }
    }

    private static String outcome(Future<?> done) {
        if (done.cancelled()) {
            return "cancelled";
        }
        Throwable failure = done.exception();
        return String.valueOf(failure != null ? failure : done.result());
    }

    private static List<Future<String>> futuresOf(List<Awaitable<String>> awaitables) {
        return awaitables.stream().map(Awaitable::asFuture).distinct().toList();
    }

    /** What asyncio does: a callback for each child, which has its turn in the pass after. */
    private static Future<?> asAsyncioGathers(List<Awaitable<String>> awaitables, boolean returnExceptions) {
        return new TurnForEach(returnExceptions).of(awaitables);
    }

    private static final class TurnForEach extends Future<List<Object>> implements Consumer<Future<?>> {
        private final boolean returnExceptions;
        private final List<Future<String>> children = new ArrayList<>();
        private int unfinished;
        private boolean cancelRequested;

        TurnForEach(boolean returnExceptions) {
            super(getRunningLoop());
            this.returnExceptions = returnExceptions;
        }

        TurnForEach of(List<Awaitable<String>> awaitables) {
            Set<Future<String>> distinct = new HashSet<>();
            List<Future<String>> doneAlready = new ArrayList<>();
            Map<Awaitable<String>, Future<String>> begun = new HashMap<>();
            for (Awaitable<String> awaitable : awaitables) {
                Future<String> child = begun.computeIfAbsent(awaitable, Awaitable::asFuture);
                children.add(child);
                if (distinct.add(child)) {
                    unfinished++;
                    if (child.done()) {
                        doneAlready.add(child);
                    } else {
                        child.addDoneCallback(this);
                    }
                }
            }
            doneAlready.forEach(this);
            return this;
        }

        @Override
        public void accept(Future<?> child) {
            unfinished--;
            if (done()) {
                return;
            }
            Throwable failure = child.failure();
            if (failure != null && !returnExceptions) {
                failNow(failure);
            } else if (unfinished == 0) {
                List<Object> results = new ArrayList<>();
                children.forEach(each -> results.add(each.failure() != null ? each.failure() : each.result()));
                if (cancelRequested) {
                    Future<String> last = children.getLast();
                    failNow(last.newCancelledError(last.cancelMessage()));
                } else {
                    finishNow(results);
                }
            }
        }

        @Override
        boolean requestCancel(String message) {
            if (done()) {
                return false;
            }
            for (Future<String> child : children) {
                cancelRequested |= child.cancel(message);
            }
            return cancelRequested;
        }
    }

    private static int asAsyncioWaits(Collection<Future<String>> futures, ReturnWhen returnWhen) {
        Future<Void> waiter = getRunningLoop().createFuture();
        int[] unfinished = {futures.size()};
        Consumer<Future<?>> onDone = future -> {
            unfinished[0]--;
            boolean enough = unfinished[0] == 0
                    || returnWhen == ReturnWhen.FIRST_COMPLETED
                    || (returnWhen == ReturnWhen.FIRST_EXCEPTION && future.storedException() != null);
            if (enough && !waiter.done()) {
                waiter.setResult(null);
            }
        };
        futures.forEach(future -> future.addDoneCallback(onDone));
        try {
            await(waiter);
        } finally {
            futures.forEach(future -> future.removeDoneCallback(onDone));
        }
        return (int) futures.stream().filter(Future::done).count();
    }
}
