package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A16 and A17. */
class ShieldTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private static String sleepAndReturn(String result) {
        sleep(ofSeconds(2));
        return result;
    }

    private static String sleepAndFail(Exception failure) throws Exception {
        sleep(ofSeconds(2));
        throw failure;
    }

    @Nested
    class Cancellation {

        @Test
        void a16_cancellingTheOuterSparesTheInner() {
            loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndReturn("survived"));
                Task<String> waiter = createTask(() -> await(shield(inner)));
                sleep(ofSeconds(1));

                waiter.cancel("why");

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThat(await(inner)).isEqualTo("survived");
                assertThat(inner.cancelling()).isZero();
            });
        }

        @Test
        void a16_cancellingTheInnerCancelsTheOuter() {
            loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndReturn("never"));
                Future<String> outer = shield(inner);
                sleep(ofSeconds(1));

                inner.cancel();

                assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class);
                assertThat(outer.cancelled()).isTrue();
            });
        }

        @Test
        void a16_ofTwoShieldsOfOneInnerTheOneNotCancelledDelivers() {
            loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndReturn("delivered"));
                Future<String> cancelled = shield(inner);
                Future<String> other = shield(inner);

                cancelled.cancel();

                assertThat(await(other)).isEqualTo("delivered");
                assertThat(cancelled.cancelled()).isTrue();
            });
        }
    }

    @Nested
    class Results {

        @Test
        void a16_aDoneInnerIsReturnedAsItIs() {
            loop.run(() -> {
                Future<String> done = getRunningLoop().createFuture();
                done.setResult("there");

                Future<String> shielded = shield(done);

                assertThat(shielded).isSameAs(done);
            });
        }

        @Test
        void a16_theResultOfTheInnerIsThatOfTheOuter() {
            String result = loop.run(() -> await(shield(coroutine(() -> sleepAndReturn("result")))));

            assertThat(result).isEqualTo("result");
            assertThat(loop.time()).isEqualTo(ofSeconds(2));
        }

        @Test
        void a16_theFailureOfTheInnerIsThatOfTheOuter() {
            IOException failure = new IOException("inner");

            Throwable thrown = catchThrowable(
                    () -> loop.run(() -> await(shield(coroutine(() -> sleepAndFail(failure))))));

            assertThat(thrown).isSameAs(failure);
        }
    }

    @Nested
    class LateFailures {

        @Test
        void a17_anInnerThatFailsAfterTheOuterWasCancelledIsReported() {
            IOException failure = new IOException("late");

            Task<String> inner = loop.run(() -> {
                Task<String> task = createTask(() -> sleepAndFail(failure));
                Future<String> outer = shield(task);
                outer.cancel();
                sleep(ofSeconds(3));
                return task;
            });

            assertThat(loop.reports()).hasSize(1).first().satisfies(report -> {
                assertThat(report.message()).contains("shield");
                assertThat(report.exception()).isSameAs(failure);
                assertThat(report.future()).isSameAs(inner);
            });
        }

        @Test
        void a17_itIsReportedOnceForAllTheCancelledShields() {
            IOException failure = new IOException("late");

            loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndFail(failure));
                List<Future<String>> outers = List.of(shield(inner), shield(inner), shield(inner));
                outers.forEach(Future::cancel);
                sleep(ofSeconds(3));
            });

            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a17_itIsReportedThoughSomebodyElseReceivesIt() {
            IOException failure = new IOException("late");

            Throwable thrown = loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndFail(failure));
                shield(inner).cancel();
                return catchThrowable(() -> await(inner));
            });

            assertThat(thrown).isSameAs(failure);
            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a17_anInnerThatIsCancelledLaterIsNotReported() {
            loop.run(() -> {
                Task<String> inner = createTask(() -> sleepAndReturn("never"));
                shield(inner).cancel();
                sleep(ofSeconds(1));
                inner.cancel();
                sleep(ZERO);
            });

            assertThat(loop.reports()).isEmpty();
        }

        @Test
        void a17_anInnerThatFailsInThePassInWhichTheOuterIsCancelledIsNotReported() {
            loop.run(() -> {
                Future<String> inner = getRunningLoop().createFuture();
                shield(inner).cancel();
                inner.setException(new IOException("at once"));
                sleep(ofSeconds(1));
            });

            assertThat(loop.reports()).isEmpty();
        }
    }
}
