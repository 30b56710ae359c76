package dev.eddy.generator;

import static dev.eddy.generator.Generator.generator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generators on plain threads: which thread may drive one, in which context, and what becomes of one that is abandoned. */
class GeneratorThreadsTest {

    private static final int MOST_COLLECTIONS = 200;

    private static final Executor PLATFORM = task -> Thread.ofPlatform().start(task);
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final ContextVar<String> variable = new ContextVar<>("variable", "unset");

    private static <T> T on(Executor executor, Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, executor).join();
    }

    private static Generator<Integer> naturals() {
        return generator(g -> {
            for (int i = 0;; i++) {
                g.yield(i);
            }
        });
    }

    @Test
    void threadsOfAnyKindMayDriveAGeneratorOneAfterTheOtherExceptOnTheContinuationEngine() {
        Generator<Integer> generator = naturals();
        if (Engine.getDefault() == Engine.CONTINUATION) {
            generator.next();
            Throwable refused = on(PLATFORM, () -> catchThrowable(generator::next));
            assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("thread where it began");
            assertThat(generator.next()).isEqualTo(1);
            return;
        }

        List<Integer> values = List.of(generator.next(), on(PLATFORM, generator::next), on(VIRTUAL, generator::next),
                generator.next());

        assertThat(values).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aStepWhileAnotherThreadTakesOneIsAnError() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Generator<Integer> generator = generator(g -> {
            inBody.countDown();
            goOn.await();
            g.yield(1);
        });
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(generator::next, PLATFORM);
        inBody.await();

        Throwable ofSecond = catchThrowable(generator::next);
        goOn.countDown();

        assertThat(ofSecond).isInstanceOf(IllegalStateException.class).hasMessageContaining("already running");
        assertThat(first.join()).isEqualTo(1);
    }

    @Test
    void aCloseThatIsRefusedLeavesTheOneThatItIsDelegatedToWhereItIs() {
        Generator<Integer> inner = generator(g -> {
            for (int i = 0; i < 3; i++) {
                g.yield(i);
            }
        });
        Generator<Integer> outer = generator(g -> {
            g.yieldFrom(inner);
        });
        try (Runner runner = new Runner()) {
            runner.run(() -> assertThat(outer.next()).isZero());
            assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
            runner.run(() -> {
                assertThat(outer.next()).isOne();
                assertThat(outer.next()).isEqualTo(2);
            });
        }
    }

    @Test
    void aStepRunsInTheContextOfItsDriver() throws Exception {
        Generator<String> generator = generator(g -> {
            g.yield(variable.get());
            g.yield(variable.get());
            variable.set("body's");
            g.yield("");
        });
        variable.set("main's");

        List<String> seen = List.of(generator.next(), new Context().run(generator::next));
        generator.next();

        assertThat(seen).containsExactly("main's", "unset");
        assertThat(variable.get()).isEqualTo("body's");
    }

    @Test
    void aSourceMayBeDrivenByAnotherGeneratorAndFromOutsideInTurn() {
        Generator<Integer> source = naturals();
        Generator<Integer> pairs = generator(g -> {
            while (true) {
                g.yield(source.next() + source.next());
            }
        });

        List<Integer> values = List.of(pairs.next(), source.next(), pairs.next());

        assertThat(values).containsExactly(1, 2, 7);
    }

    @Test
    void noLoopRunsInABodyButItMayRunOne() {
        Generator<@Nullable Object> generator = generator(g -> {
            g.yield(EventLoop.current());
            g.yield(Asyncio.run(() -> {
                Asyncio.sleep(Duration.ZERO);
                return "ran";
            }));
            g.yield(catchThrowable(() -> Asyncio.sleep(Duration.ZERO)));
        });

        assertThat(generator.next()).isNull();
        assertThat(generator.next()).isEqualTo("ran");
        assertThat(generator.next()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneThatHasBegunWithoutALoopStartsNoEagerTasksInOne() {
        assumeTrue(Engine.getDefault() == Engine.CONTINUATION); // elsewhere its body is not in the loop's thread
        List<EventLoop> loops = new ArrayList<>();
        Generator<@Nullable Object> generator = generator(g -> {
            g.yield(null);
            TaskOptions eager = TaskOptions.DEFAULT.withEagerStart(true);
            g.yield(loops.getFirst().createTask(() -> "in the next pass", eager));
        });
        generator.next();

        Asyncio.run(() -> {
            loops.add(Asyncio.getRunningLoop());
            Task<?> task = (Task<?>) generator.next();
            assertThat(task.done()).isFalse();
            assertThat((Object) Asyncio.await(task)).isEqualTo("in the next pass");
        });
    }

    @Test
    void oneThatHasBegunWithoutALoopMayBeDrivenInALoop() {
        Generator<Integer> generator = naturals();
        generator.next();

        List<Integer> inLoop = Asyncio.run(() -> {
            int first = generator.next();
            Asyncio.sleep(Duration.ZERO);
            return List.of(first, generator.next());
        });

        assertThat(inLoop).containsExactly(1, 2);
        assertThat(generator.next()).isEqualTo(3);
    }

    @Test
    void anInterruptOfTheDriverIsSeenAfterTheStepAtTheLatest() throws Exception {
        Thread driver = Thread.currentThread();
        Generator<Integer> generator = generator(g -> {
            driver.interrupt();
            g.yield(1);
        });

        int value = generator.next();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(value).isEqualTo(1);
    }

    @Test
    void oneThatNobodyRefersToIsClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        abandon(closed);

        for (int i = 0; i < MOST_COLLECTIONS && closed.getCount() > 0; i++) {
            System.gc();
            Generator<Integer> another = naturals();
            another.next();
            another.close();
            closed.await(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        }

        assertThat(closed.getCount()).isZero();
    }

    @Test
    void oneThatNobodyRefersToIsClosedInItsLoop() {
        List<String> log = new ArrayList<>();

        Asyncio.run(() -> {
            CountDownLatch closed = new CountDownLatch(1);
            log.add(abandon(closed));
            for (int i = 0; i < MOST_COLLECTIONS && closed.getCount() > 0; i++) {
                System.gc();
                Asyncio.sleep(Duration.ofMillis(10));
            }
            log.add("left " + closed.getCount());
        });

        assertThat(log).containsExactly("value", "left 0");
    }

    private static String abandon(CountDownLatch closed) {
        Generator<String> generator = generator(g -> {
            try {
                g.yield("value");
            } finally {
                closed.countDown();
            }
        });
        return generator.next();
    }
}
