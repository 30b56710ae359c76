package dev.eddy.gevent;

import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.withTimeout;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour G10: timeouts. */
class TimeoutTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();

    private static long now() {
        return getRunningLoop().time().toSeconds();
    }

    @Test
    void g10_aTimeoutIsThrownWhereTheGreenletWaitsAndIsTheObjectItself() {
        loop.run(() -> {
            Timeout limit = Timeout.startNew(ofSeconds(1));
            Throwable thrown = catchThrowable(() -> sleep(ofSeconds(60)));
            log.add(thrown == limit);
            log.add(now());
            log.add(limit.pending());
        });

        assertThat(log).containsExactly(true, 1L, false);
    }

    @Test
    void g10_nestedOnesAreToldApartByIdentity() {
        loop.run(() -> {
            Timeout outer = new Timeout(ofSeconds(1));
            Timeout inner = new Timeout(ofSeconds(2));
            Throwable thrown = catchThrowable(() -> outer.run(() -> {
                try {
                    inner.run(() -> sleep(ofSeconds(60)));
                } catch (Timeout e) {
                    log.add(e == inner);
                    throw e;
                }
            }));
            log.add(thrown == outer);
            sleep(ofSeconds(5)); // the inner one was taken back
        });

        assertThat(log).containsExactly(false, true);
    }

    @Test
    void g10_aSilentOneSwallowsItselfButNoOther() {
        loop.run(() -> {
            log.add(Timeout.silent(ofSeconds(1)).<String>run(() -> {
                sleep(ofSeconds(60));
                return "never";
            }));
            Timeout outer = new Timeout(ofSeconds(1));
            assertThatThrownBy(() -> outer.run(() -> Timeout.silent(ofSeconds(2)).run(() -> sleep(ofSeconds(60)))))
                    .isSameAs(outer);
        });

        assertThat(log).containsExactly((Object) null);
    }

    @Test
    void anotherExceptionMayBeThrownInstead() {
        IOException error = new IOException("too slow");
        loop.run(() -> {
            assertThatThrownBy(() -> new Timeout(ofSeconds(1), error).run(() -> sleep(ofSeconds(60)))).isSameAs(error);
        });
    }

    @Test
    void aBlockThatIsInTimeIsLeftAloneAndSoIsWhatFollows() {
        loop.run(() -> {
            log.add(new Timeout(ofSeconds(2)).<String>run(() -> {
                sleep(ofSeconds(1));
                return "in time";
            }));
            log.add(withTimeout(ofSeconds(1), () -> {
                sleep(ofSeconds(60));
                return "never";
            }, "otherwise"));
            log.add(new Timeout(null).<String>run(() -> "no limit"));
            sleep(ofSeconds(60));
        });

        assertThat(log).containsExactly("in time", "otherwise", "no limit");
    }

    @Test
    void oneThatExpiresInThePassInWhichItsTaskIsCancelledIsTakenBackByTheEndOfItsBlock() {
        loop.run(() -> {
            Task<?>[] own = new Task<?>[1];
            getRunningLoop().callLater(ofSeconds(1), () -> own[0].cancel());
            Greenlet<?> greenlet = spawn(() -> {
                own[0] = currentTask();
                try (Timeout limit = Timeout.startNew(ofSeconds(1))) {
                    log.add(limit.pending());
                    sleep(ofSeconds(60));
                } catch (CancelledError e) {
                    log.add("cancelled");
                }
                sleep(ofSeconds(1));
                log.add("slept");
            });
            greenlet.join();
        });

        assertThat(log).containsExactly(true, "cancelled", "slept");
    }

    @Test
    void wrongUsesAreErrors() {
        loop.run(() -> {
            Timeout limit = Timeout.startNew(ofSeconds(1));
            assertThatThrownBy(limit::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("cancel()");
            limit.close();
            limit.start(); // again
            limit.close();
            assertThatThrownBy(() -> new Timeout(ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
            getRunningLoop().callSoon(() -> log.add(catchThrowable(() -> Timeout.startNew(ofSeconds(1)))));
            sleep();
        });

        assertThat(log).singleElement().isInstanceOf(IllegalStateException.class);
    }
}
