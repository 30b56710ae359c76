package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactive.FlowPublishers.awaitFirst;
import static dev.eddy.reactive.FlowPublishers.awaitFirstOrDefault;
import static dev.eddy.reactive.FlowPublishers.awaitFirstOrElse;
import static dev.eddy.reactive.FlowPublishers.awaitFirstOrNull;
import static dev.eddy.reactive.FlowPublishers.awaitLast;
import static dev.eddy.reactive.FlowPublishers.awaitSingle;
import static dev.eddy.reactive.FlowPublishers.awaitSingleOrNull;
import static dev.eddy.reactive.FlowPublishers.collect;
import static dev.eddy.reactive.FlowPublishers.each;
import static dev.eddy.reactive.FlowPublishers.flowPublisher;
import static dev.eddy.reactive.FlowPublishers.toAwaitable;
import static dev.eddy.reactive.FlowPublishers.toFlowPublisher;
import static dev.eddy.reactive.FlowPublishers.toPublisher;
import static dev.eddy.reactive.FlowPublishers.toTask;
import static dev.eddy.reactive.Publishers.publisher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.EventLoop;
import dev.eddy.ReturnWhen;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.queue.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** The publishers of the JDK, and both kinds where any awaitable is taken. */
class FlowPublishersTest {

    static final ContextVar<String> NAME = new ContextVar<>("name", "nobody");

    final Flow.Publisher<Integer> three = flowPublisher(out -> {
        for (int i = 1; i <= 3; i++) {
            out.emit(i);
        }
    });
    final Flow.Publisher<Integer> none = flowPublisher(out -> {});

    @Test
    void theyAreAwaited() {
        run(() -> {
            assertThat(awaitFirst(three)).isEqualTo(1);
            assertThat(awaitLast(three)).isEqualTo(3);
            assertThat(awaitSingle(FlowPublishers.<String>toFlowPublisher(createTask(() -> "one")))).isEqualTo("one");
            assertThat(awaitFirstOrNull(none)).isNull();
            assertThat(awaitSingleOrNull(none)).isNull();
            assertThat(awaitFirstOrDefault(none, 7)).isEqualTo(7);
            assertThat(awaitFirstOrElse(none, () -> 8)).isEqualTo(8);
            assertThat(awaitFirstOrElse(three, () -> {
                throw new AssertionError("it is not needed");
            })).isEqualTo(1);
            assertThatThrownBy(() -> awaitFirst(none)).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> awaitSingle(three)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void theyAreIteratedAndCollected() {
        run(() -> {
            List<Integer> seen = new ArrayList<>();
            for (int item : each(three)) {
                seen.add(item);
            }
            for (int item : each(three, 1)) {
                seen.add(item);
            }

            assertThat(seen).containsExactly(1, 2, 3, 1, 2, 3);
            assertThat(collect(three)).containsExactly(1, 2, 3);
        });
    }

    @Test
    void aPublisherOfTheJdksOwnIsIterated() {
        run(() -> {
            SubmissionPublisher<String> source = new SubmissionPublisher<>();
            Task<List<String>> all = toTask(source);
            sleep(Duration.ZERO);
            source.submit("a");
            source.submit("b");
            source.close();

            assertThat(await(all)).containsExactly("a", "b");
        });
    }

    @Test
    void gatherAndWaitTakeBothKindsAsLists() {
        run(() -> {
            Publisher<String> letters = publisher(out -> {
                out.emit("a");
                out.emit("b");
            });

            assertThat(await(gather(three, letters, createTask(() -> "task"))))
                    .containsExactly(List.of(1, 2, 3), List.of("a", "b"), "task");
            assertThat(Asyncio.wait(ReturnWhen.ALL_COMPLETED, three, letters).done()).hasSize(2);
        });
    }

    @Test
    void anAwaitableSubscribesEachTimeItIsUsed() {
        AtomicInteger runs = new AtomicInteger();
        Awaitable<List<Integer>> count = toAwaitable(flowPublisher(out -> out.emit(runs.incrementAndGet())));

        assertThat(run(() -> await(count))).containsExactly(1);
        assertThat(run(() -> await(count))).containsExactly(2);
    }

    @Test
    void cancellingTheTaskCancelsTheSubscription() {
        run(() -> {
            ManualPublisher<String> source = new ManualPublisher<>();
            Task<List<String>> all = toTask(toFlowPublisher(source));
            sleep(Duration.ZERO);
            all.cancel();
            Asyncio.wait(List.of(all));

            assertThat(source.calls).containsExactly("subscribe", "request all", "cancel");
        });
    }

    @Test
    void aRoundTripGivesTheOriginalBack() {
        Publisher<Integer> one = publisher(out -> out.emit(1));
        SubmissionPublisher<Integer> ofTheJdk = new SubmissionPublisher<>();

        assertThat(toPublisher(toFlowPublisher(one))).isSameAs(one);
        assertThat(toFlowPublisher(toPublisher(ofTheJdk))).isSameAs(ofTheJdk);
    }

    @Test
    void hotConversions() {
        run(() -> {
            Queue<String> queue = new Queue<>();
            queue.putNow("a");
            queue.shutdown();

            assertThat(collect(FlowPublishers.<String>toFlowPublisher(queue))).containsExactly("a");
            assertThat(collect(FlowPublishers.<Integer>toFlowPublisher(generator(g -> g.yield(1))))).containsExactly(1);
        });
    }

    @Test
    void theBodyRunsOnTheLoopAndInACopyOfTheContextThatAreNamed() throws Exception {
        Context context = new Context();
        context.run(() -> NAME.set("ada"));
        run(() -> {
            EventLoop own = getRunningLoop();
            Flow.Publisher<Object> named = flowPublisher(own, context, out -> {
                out.emit(NAME.get());
                out.emit(getRunningLoop());
                NAME.set("changed");
            });
            Flow.Publisher<Object> here = flowPublisher(null, context, out -> out.emit(NAME.get()));

            List<Object> seen = await(own.runInExecutor(() -> run(() -> collect(named))));
            assertThat(seen).containsExactly("ada", own);
            assertThat(collect(here)).containsExactly("ada");
            assertThat(NAME.get()).isEqualTo("nobody");
        });
    }
}
