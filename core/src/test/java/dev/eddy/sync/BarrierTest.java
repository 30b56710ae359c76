package dev.eddy.sync;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A51. */
class BarrierTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final Barrier three = new Barrier(3);
    final List<String> log = new ArrayList<>();

    private Task<Boolean> party(Barrier barrier, String name) {
        return createTask(() -> passAndNote(barrier, name));
    }

    private boolean passAndNote(Barrier barrier, String name) {
        try {
            return log.add(name + " was " + barrier.await());
        } catch (BrokenBarrierException e) {
            return log.add(name + " broken");
        }
    }

    @Nested
    class Passing {

        @Test
        void theyPassTogetherWhenTheLastHasComeAndEachKnowsWhichItWas() {
            loop.run(() -> {
                Task<Boolean> first = party(three, "a");
                party(three, "b");
                sleep(ofSeconds(1));
                int waiting = three.waiting();
                boolean before = first.done();

                passAndNote(three, "c");
                await(first);
                sleep(ZERO);

                assertThat(waiting).isEqualTo(2);
                assertThat(before).isFalse();
                assertThat(log).containsExactly("c was 2", "a was 0", "b was 1");
                assertThat(three.waiting()).isZero();
            });
        }

        @Test
        void itCanBeUsedAgain() {
            Barrier two = new Barrier(2);
            loop.run(() -> {
                List<Task<Boolean>> all = List.of(party(two, "a"), party(two, "b"), party(two, "c"), party(two, "d"));
                for (Task<Boolean> task : all) {
                    await(task);
                }

                assertThat(log).containsExactlyInAnyOrder("a was 0", "b was 1", "c was 0", "d was 1");
                assertThat(two.waiting()).isZero();
            });
        }

        @Test
        void whoComesWhileOthersAreStillLeavingBelongsToTheNextRound() {
            Barrier two = new Barrier(2);
            loop.run(() -> {
                Task<Boolean> first = party(two, "first");
                sleep(ZERO);

                passAndNote(two, "second");
                Task<Boolean> third = getRunningLoop().createTask(
                        () -> passAndNote(two, "third"),
                        TaskOptions.DEFAULT.withEagerStart(true));
                await(first);
                sleep(ofSeconds(1));
                boolean passedAlone = third.done();
                passAndNote(two, "fourth");
                await(third);

                assertThat(passedAlone).isFalse();
                assertThat(log).containsExactly("second was 1", "first was 0", "fourth was 1", "third was 0");
            });
        }

        @Test
        void aBarrierOfOnePassesEverybody() {
            Barrier one = new Barrier(1);
            loop.run(() -> {
                passAndNote(one, "a");
                passAndNote(one, "b");

                assertThat(log).containsExactly("a was 0", "b was 0");
            });
        }
    }

    @Nested
    class Cancellation {

        @Test
        void a51_aCancelledWaiterOnlyLeaves() {
            loop.run(() -> {
                Task<Boolean> cancelled = party(three, "cancelled");
                Task<Boolean> other = party(three, "other");
                sleep(ZERO);

                cancelled.cancel("why");
                assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class).hasMessage("why");
                int waiting = three.waiting();
                party(three, "third");
                passAndNote(three, "fourth");
                await(other);

                assertThat(waiting).isEqualTo(1);
                assertThat(three.broken()).isFalse();
                assertThat(log).hasSize(3).noneMatch(line -> line.contains("broken"));
            });
        }

        @Test
        void a51_aWaiterThatIsCancelledWhenItCouldPassLeavesTheOthersTheirPass() {
            loop.run(() -> {
                Task<Boolean> cancelled = party(three, "cancelled");
                Task<Boolean> other = party(three, "other");
                sleep(ZERO);

                passAndNote(three, "last");
                cancelled.cancel();
                await(other);
                sleep(ZERO);

                assertThat(cancelled.cancelled()).isTrue();
                assertThat(log).containsExactly("last was 2", "other was 1");
                assertThat(three.waiting()).isZero();
                assertThat(three.broken()).isFalse();
            });
        }
    }

    @Nested
    class Reset {

        @Test
        void a51_itBreaksThePresentWaitersOnly() {
            Barrier two = new Barrier(2);
            loop.run(() -> {
                Task<Boolean> present = party(two, "present");
                sleep(ZERO);

                two.reset();
                Task<Boolean> newcomer = party(two, "newcomer");
                await(present);
                sleep(ofSeconds(1));
                boolean passedAlone = newcomer.done();
                passAndNote(two, "second");
                await(newcomer);

                assertThat(passedAlone).isFalse();
                assertThat(log).containsExactly("present broken", "second was 1", "newcomer was 0");
                assertThat(two.broken()).isFalse();
            });
        }

        @Test
        void a51_whereNobodyWaitsItChangesNothing() {
            Barrier two = new Barrier(2);
            loop.run(() -> {
                two.reset();
                party(two, "first");
                sleep(ZERO);
                passAndNote(two, "second");
                sleep(ZERO);

                assertThat(log).containsExactly("second was 1", "first was 0");
            });
        }
    }

    @Nested
    class Abort {

        @Test
        void a51_itBreaksThePresentWaitersAndAllWhoComeUntilAReset() {
            Barrier two = new Barrier(2);
            loop.run(() -> {
                Task<Boolean> present = party(two, "present");
                sleep(ZERO);

                two.abort();
                await(present);
                passAndNote(two, "later");
                boolean broken = two.broken();
                int waiting = two.waiting();
                two.reset();
                party(two, "first");
                sleep(ZERO);
                passAndNote(two, "second");
                sleep(ZERO);

                assertThat(broken).isTrue();
                assertThat(waiting).isZero();
                assertThat(two.broken()).isFalse();
                assertThat(log)
                        .containsExactly("present broken", "later broken", "second was 1", "first was 0");
            });
        }

        @Test
        void a51_theExceptionSaysWhatMakesItUsableAgain() {
            loop.run(() -> {
                three.abort();

                assertThatThrownBy(three::await)
                        .isInstanceOf(BrokenBarrierException.class)
                        .hasMessageContaining("reset()");
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void fewerThanOnePartyIsAnIllegalArgument() {
            for (int parties : new int[] {0, -1}) {
                assertThatThrownBy(() -> new Barrier(parties))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("at least one party, not " + parties);
            }
            assertThat(three.parties()).isEqualTo(3);
        }

        @Test
        void waitingOutsideOfACoroutineIsAnErrorAndDoesNotCount() {
            assertThatThrownBy(three::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(three::await)));
                sleep(ZERO);
                assertThat(thrown).singleElement()
                        .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));
            });
            assertThat(three.waiting()).isZero();
        }
    }
}
