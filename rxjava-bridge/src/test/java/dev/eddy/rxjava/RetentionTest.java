package dev.eddy.rxjava;

import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that was disposed of, and loops and sources that live on, keep nothing of it alive. */
class RetentionTest {

    @RegisterExtension final Undeliverable undeliverable = new Undeliverable();

    private final LoopGroup group = new LoopGroup("retention", 1);
    private final EventLoop own = group.next();

    @AfterEach
    void close() {
        group.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDisposedBodyAndItsObserverAreCollected(Built kind) {
        disposedBody(kind).forEach(this::assertCollected);
    }

    /** In a method of its own: nothing of it stays on this stack. */
    private List<WeakReference<Object>> disposedBody(Built kind) {
        Object held = new Object();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Built.Run run = kind.subscribe(own, () -> {
            begun.complete(null);
            sleep(ofHours(1));
            return held.toString();
        });
        begun.join();
        run.dispose().run();
        return List.of(new WeakReference<>(held), new WeakReference<>(run.consumer()));
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledAwaitIsCollectedThoughTheSourceLivesOn(Kind kind) {
        ManualSource source = ManualSource.of(kind);

        assertCollected(cancelledAwait(source));

        assertThat(source.disposals()).isOne();
    }

    private WeakReference<Object> cancelledAwait(ManualSource source) {
        Object held = new Object();
        CompletableFuture<String> awaiting = runCoroutineThreadsafe(() -> source.await() + held.toString(), own);
        letItRun();
        awaiting.cancel(true);
        return new WeakReference<>(held);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledIterationIsCollectedThoughTheSourceLivesOn(StreamKind kind) {
        ManualStream stream = ManualStream.of(kind);

        assertCollected(cancelledIteration(kind, stream));

        assertThat(stream.cancellations()).isOne();
    }

    private WeakReference<Object> cancelledIteration(StreamKind kind, ManualStream stream) {
        Object held = new Object();
        CompletableFuture<String> iterating = runCoroutineThreadsafe(() -> {
            for (Object item : kind.each(stream.source())) {
                return item + held.toString();
            }
            return held.toString();
        }, own);
        letItRun();
        iterating.cancel(true);
        return new WeakReference<>(held);
    }

    private void letItRun() {
        runCoroutineThreadsafe(() -> {
            sleep(ZERO);
            sleep(ZERO);
        }, own).join();
    }

    private void assertCollected(WeakReference<Object> reference) {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            letItRun();
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }
}
