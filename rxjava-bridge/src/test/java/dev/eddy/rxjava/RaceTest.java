package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancellation that comes together with each of the signals, for each type, in and out: many rounds each. */
@Tag("stress")
class RaceTest {

    private static final int ROUNDS = 10_000;

    @RegisterExtension final Undeliverable undeliverable = new Undeliverable();

    /** One that takes no lock when it is given something: on the engine green the race would be over when the lock is there. */
    final ExecutorService emitter = new ForkJoinPool(1);
    final LoopGroup group = new LoopGroup("race-loop", 1);

    @AfterEach
    void closeAll() {
        emitter.shutdown();
        group.close();
    }

    // ---- in -----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationThatRacesOnSuccessHasOneOutcome(Kind kind) {
        raceSources(kind, ManualSource::onSuccess);
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationThatRacesAnErrorHasOneOutcome(Kind kind) {
        raceSources(kind, source -> source.onError(new IOException()));

        assertThat(undeliverable.errors()).hasSize(ROUNDS).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void r8_aCancellationThatRacesOnSubscribeDisposesOnce(Kind kind) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                ManualSource source = ManualSource.withLateOnSubscribe(kind);
                Task<Object> task = createTask(source::await);
                sleep(ZERO);
                cancelWhile(task, source::onSubscribe);

                assertThat(source.disposals()).isOne();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationThatRacesOnNextHasOneOutcome(StreamKind kind) {
        raceStreams(kind, stream -> stream.onNext("item"));
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationThatRacesOnCompleteHasOneOutcome(StreamKind kind) {
        raceStreams(kind, ManualStream::onComplete);
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationThatRacesTheErrorOfAStreamLosesIt(StreamKind kind) {
        raceStreams(kind, stream -> stream.onError(new IOException()));

        assertThat(undeliverable.errors()).hasSize(ROUNDS).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void r8_aCancellationThatRacesOnSubscribeOfAStreamCancelsOnce(StreamKind kind) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                ManualStream stream = ManualStream.withLateOnSubscribe(kind);
                Task<Object> task = iterating(kind, stream);
                sleep(ZERO);
                cancelWhile(task, stream::onSubscribe);

                assertThat(stream.cancellations()).isOne();
            }
        });
    }

    private void raceSources(Kind kind, Consumer<ManualSource> signal) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                ManualSource source = ManualSource.of(kind);
                Task<Object> task = createTask(source::await);
                sleep(ZERO);
                cancelWhile(task, () -> signal.accept(source));

                assertThat(source.disposals()).isLessThanOrEqualTo(1);
            }
        });
    }

    private void raceStreams(StreamKind kind, Consumer<ManualStream> signal) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                ManualStream stream = ManualStream.of(kind);
                Task<Object> task = iterating(kind, stream);
                sleep(ZERO);
                cancelWhile(task, () -> signal.accept(stream));

                assertThat(stream.cancellations()).isLessThanOrEqualTo(1);
            }
        });
    }

    private static Task<Object> iterating(StreamKind kind, ManualStream stream) {
        return createTask(() -> {
            List<Object> items = new ArrayList<>();
            kind.each(stream.source()).forEach(items::add);
            return items;
        });
    }

    /** Cancels the task while another thread sends a signal: it is cancelled in any case, and ends. */
    private void cancelWhile(Task<?> task, Runnable signal) throws Exception {
        Future<?> sent = emitter.submit(signal);
        task.cancel();
        Throwable thrown = catchThrowable(() -> await(task));
        sent.get();
        sleep(ZERO); // what is on its way to the loop arrives

        assertThat(thrown).isInstanceOf(CancelledError.class);
    }

    // ---- out ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void r33_disposingThatRacesTheResultOfTheBodyLeavesNothing(Built kind) {
        List<Built.Run> runs = disposeWhileBodiesEnd(kind, () -> "value");

        assertThat(runs).noneMatch(RaceTest::failed);
        assertThat(undeliverable.errors()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void r30_disposingThatRacesTheErrorOfTheBodyTellsOfItOnce(Built kind) {
        List<Built.Run> runs = disposeWhileBodiesEnd(kind, () -> {
            throw new IOException();
        });

        long told = runs.stream().filter(RaceTest::failed).count();
        assertThat(told + undeliverable.errors().size()).isEqualTo(ROUNDS);
    }

    /** Disposes of each run when its body has begun, so that every round is a race with the body's end. */
    private List<Built.Run> disposeWhileBodiesEnd(Built kind, Callable<String> end) {
        EventLoop own = group.next();
        AtomicInteger begun = new AtomicInteger();
        List<Built.Run> runs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Built.Run run = kind.subscribe(own, () -> {
                int steps = begun.incrementAndGet() % 256; // now one side comes first, now the other
                for (int i = 0; i < steps; i++) {
                    Thread.onSpinWait();
                }
                return end.call();
            });
            runs.add(run);
            while (begun.get() <= round) {
                assertThat(Thread.interrupted()).as("interrupted by the time limit").isFalse();
                Thread.onSpinWait();
            }
            run.dispose().run();
        }
        assertNoTaskIsLeft(own);
        return runs;
    }

    private static boolean failed(Built.Run run) {
        return catchThrowable(() -> run.consumer().assertNoErrors()) != null;
    }

    private static void assertNoTaskIsLeft(EventLoop own) {
        CompletableFuture<List<?>> left = new CompletableFuture<>();
        own.callSoonThreadsafe(() -> own.createTask(() -> {
            sleep(ZERO);
            sleep(ZERO);
            left.complete(own.allTasks());
        }));
        assertThat(left.orTimeout(30, TimeUnit.SECONDS).join()).hasSize(1); // the one that asks
    }
}
