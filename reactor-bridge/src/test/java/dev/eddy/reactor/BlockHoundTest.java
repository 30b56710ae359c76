package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.blocking;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mapAwait;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Action;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** R40: BlockHound knows who runs a loop. */
@Tag("blockhound")
class BlockHoundTest {

    @TempDir static Path directory;
    private static Path file;

    @BeforeAll
    static void writeFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), "text");
    }

    @BeforeAll
    static void install() {
        BlockHound.install();
    }

    @Test
    void blockhound_works() {
        assertThatThrownBy(() -> run(() -> Thread.sleep(10))).isInstanceOf(BlockingOperationError.class);
    }

    /** Holds up the loop on every engine. */
    private static int read() {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void onLoopOf(Engine engine, Action body) {
        try (Runner runner = new Runner(() -> EventLoop.builder().engine(engine).build())) {
            runner.run(body);
        }
    }

    private static void assertReported(ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining("java.io.FileInputStream#read0");
    }

    @Test
    void every_method_that_may_block_is_there() {
        for (EddyBlockHoundIntegration.Allowed allowed : EddyBlockHoundIntegration.ALLOWED) {
            assertThatCode(() -> {
                Class<?> type = Class.forName(allowed.type());
                if (!allowed.method().equals("<clinit>")) {
                    assertThat(type.getDeclaredMethods()).anyMatch(method -> method.getName()
                            .equals(allowed.method()));
                }
            }).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void r40_aTaskThatBlocksFailsWithTheCallAndItsLine(Engine engine) {
        onLoopOf(engine, () -> {
            Task<Integer> task = createTask(BlockHoundTest::read);

            assertReported(() -> await(task));
            assertThat(task.exception().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("read")
                            && frame.getClassName().equals(BlockHoundTest.class.getName()));
        });
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GREEN")
    void r40_sleepingAndWaitingAreReported(Engine engine) {
        onLoopOf(engine, () -> {
            assertThatThrownBy(() -> Thread.sleep(1))
                    .isInstanceOf(BlockingOperationError.class)
                    .satisfies(error -> assertThat(error.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("sleep")));
            assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(BlockingOperationError.class);
            assertThatThrownBy(() -> new CompletableFuture<>().get()).isInstanceOf(BlockingOperationError.class);
            Object monitor = new Object();
            assertThatThrownBy(() -> {
                synchronized (monitor) {
                    while (true) {
                        monitor.wait();
                    }
                }
            }).isInstanceOf(BlockingOperationError.class);
        });
    }

    @ParameterizedTest
    @EnumSource(names = "GREEN")
    void on_green_what_suspends_its_task_alone_is_not_reported(Engine engine) {
        onLoopOf(engine, () -> {
            CountDownLatch latch = new CountDownLatch(1);
            Task<?> waiting = createTask(() -> latch.await());
            createTask(() -> {
                Thread.sleep(1);
                latch.countDown();
            });
            await(waiting);
        });
    }

    static class SleepsWhenItIsInitialised {
        static final int VALUE = sleepOnce();

        private static int sleepOnce() {
            try {
                Thread.sleep(1);
                return 1;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "GREEN")
    void on_green_what_pins_the_thread_is_reported(Engine engine) {
        assumeTrue(Runtime.version().feature() > 21, "BlockHound does not see it on JDK 21");
        onLoopOf(engine, () -> assertThatThrownBy(() -> assertThat(SleepsWhenItIsInitialised.VALUE).isOne())
                .isInstanceOf(BlockingOperationError.class)
                .hasMessageContaining("Unsafe#park"));
    }

    @ParameterizedTest
    @EnumSource
    void r40_soAreCallbacks(Engine engine) {
        onLoopOf(engine, () -> {
            Future<Integer> outcome = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    outcome.setResult(read());
                } catch (Throwable e) {
                    outcome.setException(e);
                }
            });

            assertReported(() -> await(outcome));
        });
    }

    @ParameterizedTest
    @EnumSource
    void r40_soAreTheBodiesOfMonoAndFlux(Engine engine) {
        onLoopOf(engine, () -> {
            assertReported(() -> await(mono(BlockHoundTest::read)));
            assertReported(() -> await(ReactorBridge.<Integer>flux(out -> out.emit(read())).collectList()));
            assertReported(() -> await(Flux.just(1)
                    .hide()
                    .transform(mapAwait(ordered(2), one -> read()))
                    .collectList()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void r40_soAreTheOperatorsBehindThem(Engine engine) {
        onLoopOf(engine, () -> {
            Mono<Integer> suspending = mono(() -> {
                sleep(Duration.ZERO);
                return 1;
            });

            assertReported(() -> await(suspending.map(one -> read())));
            assertReported(() -> await(flux(out -> out.emit(1)).map(one -> read()).collectList()));
            assertReported(() -> await(suspending.publishOn(Schedulers.parallel()).map(one -> read())));
        });
    }

    @ParameterizedTest
    @EnumSource
    void r40_otherThreadsMayBlock(Engine engine) {
        onLoopOf(engine, () -> {
            assertThat(toThread(BlockHoundTest::read)).isEqualTo('t');
            assertThat(ReactorBridge.<Integer>runOn(Schedulers.boundedElastic(), BlockHoundTest::read)).isEqualTo('t');
            Mono<Integer> elsewhere = mono(() -> 1).publishOn(Schedulers.boundedElastic()).map(one -> read());
            assertThat(ReactorBridge.<Integer>await(elsewhere)).isEqualTo('t');
            assertThat(await(getRunningLoop().runInExecutor(BlockHoundTest::read))).isEqualTo('t');
            assertThat(blocking(BlockHoundTest::read)).isEqualTo('t');
            assertReported(BlockHoundTest::read); // this one may not, still
        });
    }

    @ParameterizedTest
    @EnumSource
    void r40_aThreadMayBlockBeforeItRunsALoopAndAfterwards(Engine engine) {
        for (int i = 0; i < 2; i++) {
            assertThat(read()).isEqualTo('t');
            onLoopOf(engine, () -> assertReported(BlockHoundTest::read));
        }
        assertThat(read()).isEqualTo('t');
    }

    @ParameterizedTest
    @EnumSource
    void what_eddy_itself_waits_for_is_not_reported(Engine engine) {
        onLoopOf(engine, () -> {
            Task<?> sleeping = createTask(() -> sleep(Duration.ofDays(1)));
            sleep(Duration.ofMillis(1));
            CompletableFuture<String> stage = CompletableFuture.supplyAsync(
                    () -> "elsewhere", CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));

            assertThat(await(stage)).isEqualTo("elsewhere");
            assertThat(sleeping.getStack()).isNotNull();
            sleeping.cancel();
            assertThat(await(gather(Mono.delay(Duration.ofMillis(1)).thenReturn(1), stage)))
                    .containsExactly(1, "elsewhere");
            Generator<Integer> numbers = Generator.generator(body -> {
                sleep(Duration.ofMillis(1));
                body.yield(1);
            });
            assertThat(numbers.next()).isEqualTo(1);
            numbers.close();
            getRunningLoop().callSoon(() -> {
                throw new IllegalStateException("is logged");
            });
            sleep(Duration.ZERO);
        });
    }

    @ParameterizedTest
    @EnumSource
    void r40_theSharedLoopsAreKnownAndMayWaitForWork(Engine engine) {
        try (LoopGroup group = new LoopGroup("hounded", 1, () -> EventLoop.builder().engine(engine).build())) {
            EventLoop loop = group.next();

            assertThat(mono(loop, () -> {
                sleep(Duration.ofMillis(1));
                return 1;
            }).block()).isEqualTo(1);
            assertThatThrownBy(mono(loop, BlockHoundTest::read)::block)
                    .hasRootCauseInstanceOf(BlockingOperationError.class);
            assertThat(mono(loop, () -> 2).block()).isEqualTo(2);
        }
    }
}
