package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitFirst;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.filterAwait;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mapAwait;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.runOn;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static dev.eddy.reactor.ReactorBridge.toFlux;
import static dev.eddy.reactor.ReactorBridge.toMono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.reactor.ReactorBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

/** The failure table of docs/reactor.md: one test for each of its rows, by the text of its first column. */
class FailureTableTest {

    private final IOException failure = new IOException("failure");
    private final List<Throwable> droppedErrors = new CopyOnWriteArrayList<>();
    private final List<Object> droppedItems = new CopyOnWriteArrayList<>();
    private final List<Object> discarded = new CopyOnWriteArrayList<>();
    private final List<Object> signals = new CopyOnWriteArrayList<>();
    private final List<Object> log = new CopyOnWriteArrayList<>();
    private final Map<String, Action> rows = new LinkedHashMap<>();

    @Test
    void the_page_has_a_row_for_each_test() throws IOException {
        addRows();
        String page = Files.readString(Path.of("../docs/reactor.md"));
        String table =
                page.substring(page.indexOf("| what fails"), page.indexOf("<!-- the end of the failure table -->"));
        List<String> first = table.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails") && !line.startsWith("| ---"))
                .map(line -> line.substring(2, line.indexOf(" | ", 1)).strip())
                .filter(cell -> !cell.startsWith("**"))
                .toList();

        assertThat(first).containsExactlyElementsOf(rows.keySet());
    }

    @TestFactory
    Stream<DynamicTest> every_error_goes_where_the_table_says() {
        addRows();
        return rows.entrySet().stream().map(row -> DynamicTest.dynamicTest(row.getKey(), () -> check(row.getValue())));
    }

    private void check(Action row) throws Exception {
        List.of(signals, log, discarded, droppedErrors, droppedItems).forEach(List::clear);
        Hooks.onErrorDropped(droppedErrors::add);
        Hooks.onNextDropped(droppedItems::add);
        try {
            row.run();
        } finally {
            Hooks.resetOnErrorDropped();
            Hooks.resetOnNextDropped();
        }
        // Each row takes away what it expects: what else was dropped has gone somewhere that the table does not say.
        assertThat(droppedErrors).isEmpty();
        assertThat(droppedItems).isEmpty();
    }

    private void inLoop(String row, Action body) {
        rows.put(row, () -> run(body));
    }

    private static void letOthersRun() {
        for (int i = 0; i < 10; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Keeps the signals, and gives what cancels. */
    private Disposable subscribe(Flux<?> source) {
        Disposable subscription = source.contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))
                .subscribe(signals::add, signals::add, () -> signals.add("complete"));
        letOthersRun();
        return subscription;
    }

    private void expectError(Class<? extends Throwable> type, Flux<?> source) {
        subscribe(source);
        assertThat(signals).last().isInstanceOf(type);
    }

    private void expectDropped(Throwable error) {
        assertThat(droppedErrors).containsExactly(error);
        droppedErrors.clear();
    }

    private void addRows() {
        addBodies();
        addSubscribers();
        addAwaiting();
        addHotAndPipelines();
        addSchedulers();
    }

    private void addBodies() {
        inLoop("the body throws", () -> {
            subscribe(flux(out -> {
                out.emit(1);
                throw failure;
            }));
            assertThat(signals).containsExactly(1, failure);
        });
        inLoop("the body has a `LinkageError` or a `StackOverflowError`", () -> {
            expectError(LinkageError.class, mono(() -> {
                throw new NoClassDefFoundError();
            }).flux());
            expectError(StackOverflowError.class, mono(() -> {
                throw new StackOverflowError();
            }).flux());
        });
        rows.put("the body has another `VirtualMachineError`", () -> {
            assertThatThrownBy(() -> run(() -> {
                subscribe(mono(() -> {
                    throw new InternalError();
                }).flux());
            })).isInstanceOf(InternalError.class);
            assertThat(signals).hasExactlyElementsOfTypes(InternalError.class);
        });
        inLoop("the body cancels itself", () -> expectError(CancellationException.class, flux(out -> {
            currentTask().cancel();
            sleep(Duration.ofDays(1));
        })));
        inLoop("a `timeout` in the body expires", () -> {
            Future<Object> ended = getRunningLoop().createFuture();
            Mono<String> late = mono(() -> timeout(Duration.ofMillis(1), () -> await(Mono.<String>never())));
            late.subscribe(item -> {}, ended::setResult);
            assertThat(await(ended)).isInstanceOf(TimeoutException.class);
        });
        inLoop("the body fails after the cancellation", () -> {
            subscribe(flux(out -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    fail();
                }
            })).dispose();
            letOthersRun();
            expectDropped(failure);
        });
        inLoop("the body ends by the cancellation", () -> {
            subscribe(flux(out -> sleep(Duration.ofDays(1)))).dispose();
            letOthersRun();
            assertThat(signals).isEmpty();
        });
        inLoop("the body returns a value after the cancellation", () -> {
            subscribe(mono(() -> {
                try {
                    sleep(Duration.ofDays(1));
                } catch (CancelledError e) {
                    log.add("kept on");
                }
                return "late";
            }).flux()).dispose();
            letOthersRun();
            assertThat(discarded).containsExactly("late");
        });
        inLoop("`emit(null)`", () -> {
            subscribe(flux(out -> {
                log.add(catchThrowable(() -> out.emit(null)));
                out.emit(1);
            }));
            assertThat(log).hasExactlyElementsOfTypes(NullPointerException.class);
            assertThat(signals).containsExactly(1, "complete");
        });
        inLoop("`emit` after the end", () -> {
            subscribe(flux(out -> createTask(() -> {
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                log.add(catchThrowable(() -> out.emit("late")));
            })));
            assertThat(log).hasExactlyElementsOfTypes(IllegalStateException.class);
            assertThat(droppedItems).containsExactly("late");
            droppedItems.clear();
        });
        inLoop("`emit` after the cancellation", () -> {
            subscribe(flux(out -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    log.add(catchThrowable(() -> out.emit("late")));
                }
            })).dispose();
            letOthersRun();
            assertThat(log).hasExactlyElementsOfTypes(CancelledError.class);
            assertThat(discarded).containsExactly("late");
        });
        rows.put("the loop is closed", () -> {
            EventLoop loop = EventLoop.create();
            loop.close();
            run(() -> expectError(IllegalStateException.class, flux(loop, out -> out.emit(1))));
        });
        rows.put("the loop is closed while the body runs", () -> {
            EventLoop loop = EventLoop.create();
            loop.setExceptionHandler((source, report) -> {});
            flux(loop, out -> sleep(Duration.ofDays(1))).subscribe(signals::add, signals::add);
            loop.callSoon(() -> loop.callSoon(loop::stop));
            loop.runForever();
            loop.close();
            assertThat(signals).hasExactlyElementsOfTypes(CancellationException.class);
        });
    }

    private void addSubscribers() {
        inLoop("the subscriber requests nothing, or less", () -> {
            CoreSubscriber<Object> subscriber = new Requesting(0);
            flux(out -> {
                try {
                    out.emit(1);
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            }).subscribe(subscriber);
            letOthersRun();
            assertThat(signals).hasExactlyElementsOfTypes(IllegalArgumentException.class);
        });
        inLoop("the subscriber throws in `onNext`", () -> {
            flux(out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            }).subscribe(new Requesting(9) {
                @Override
                public void onNext(Object item) {
                    throw new IllegalStateException("of the subscriber");
                }
            });
            letOthersRun();
            assertThat(log).containsExactly("cancelled");
            assertThat(signals).isEmpty();
            assertThat(droppedErrors).singleElement().satisfies(e -> assertThat(e).hasMessage("of the subscriber"));
            droppedErrors.clear();
        });
        inLoop("the subscriber throws in `onComplete` or `onError`", () -> {
            flux(out -> {}).subscribe(new Requesting(1) {
                @Override
                public void onComplete() {
                    throw new IllegalStateException("of the subscriber");
                }
            });
            letOthersRun();
            assertThat(droppedErrors).hasSize(1);
            droppedErrors.clear();
        });
    }

    private void addAwaiting() {
        inLoop("what is awaited fails", () -> {
            Throwable thrown = catchThrowable(() -> await(Mono.error(failure).hide()));
            assertThat(thrown).isSameAs(failure);
            assertThat(thrown.getSuppressed()).hasSize(1);
        });
        inLoop("`subscribe` or `request` of the publisher throws", () -> {
            Publisher<Object> throwing = subscriber -> {
                throw new IllegalStateException("of the publisher");
            };
            assertThatThrownBy(() -> dev.eddy.reactive.Publishers.awaitFirst(throwing)).hasMessage("of the publisher");
        });
        inLoop("there is no item for `awaitFirst`, `awaitLast`, `awaitSingle`",
                () -> assertThatThrownBy(() -> awaitFirst(Flux.empty())).isInstanceOf(NoSuchElementException.class));
        inLoop("there is a second item for `awaitSingle`", () -> {
            TestPublisher<Integer> source = TestPublisher.create();
            Task<Throwable> task = createTask(() -> catchThrowable(() -> awaitSingle(source.flux())));
            letOthersRun();
            source.next(1, 2);
            assertThat(await(task)).isInstanceOf(IllegalArgumentException.class);
            source.assertCancelled();
        });
        inLoop("a publisher emits more than `each` has requested", () -> {
            TestPublisher<Integer> source =
                    TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
            Task<Throwable> task = createTask(() -> catchThrowable(() -> each(source.flux(), 1).forEach(log::add)));
            letOthersRun();
            source.next(1, 2);
            assertThat(await(task)).isInstanceOf(IllegalStateException.class);
            assertThat(log).containsExactly(1);
            source.assertCancelled();
        });
        inLoop("a publisher fails when nobody waits any more", () -> {
            TestPublisher<Integer> source =
                    TestPublisher.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
            Task<Integer> task = createTask(() -> awaitFirst(source.flux()));
            letOthersRun();
            task.cancel();
            letOthersRun();
            source.error(failure);
            expectDropped(failure);
        });
        inLoop("items come after the end", () -> {
            TestPublisher<Integer> source =
                    TestPublisher.createNoncompliant(
                            TestPublisher.Violation.DEFER_CANCELLATION, TestPublisher.Violation.REQUEST_OVERFLOW);
            Task<Integer> task = createTask(() -> awaitFirst(source.flux()));
            letOthersRun();
            source.next(1, 2);
            assertThat(await(task)).isEqualTo(1);
            assertThat(droppedItems).containsExactly(2);
            droppedItems.clear();
        });
        inLoop("items are buffered when the iteration is left", () -> {
            subscribe(flux(out -> {
                for (int item : each(Flux.range(1, 3).hide())) {
                    out.emit(item);
                    return;
                }
            }));
            assertThat(signals).containsExactly(1, "complete");
            assertThat(discarded).containsExactly(2, 3);
        });
        rows.put("`await` is called outside a coroutine", () -> assertThatThrownBy(() -> await(Mono.just(1)))
                .isInstanceOf(IllegalStateException.class));
        inLoop("a task fails that nobody awaits", () -> {
            EventLoop loop = EventLoop.create();
            List<Throwable> told = new ArrayList<>();
            loop.setExceptionHandler((source, report) -> told.add(report.exception()));
            Thread runner = new Thread(() -> {
                loop.runUntilComplete(() -> {
                    createTask(() -> fail());
                    letOthersRun();
                });
                loop.close();
            });
            runner.start();
            getRunningLoop().runInExecutor(() -> {
                runner.join();
                return null;
            }).await();
            assertThat(told).containsExactly(failure);
        });
    }

    private void addHotAndPipelines() {
        inLoop("the future of `toMono` fails", () -> {
            Future<Object> future = getRunningLoop().createFuture();
            future.setException(failure);
            subscribe(toMono(future).flux());
            subscribe(toMono(future).flux());
            assertThat(signals).containsExactly(failure, failure);
        });
        inLoop("the future of `toMono` is cancelled", () -> {
            Future<Object> future = getRunningLoop().createFuture();
            future.cancel();
            expectError(CancellationException.class, toMono(future).flux());
        });
        inLoop("the flux of a generator has a second subscriber", () -> {
            Flux<Integer> once = toFlux(generator(g -> g.yield(1)));
            subscribe(once);
            assertThat(signals).containsExactly(1, "complete");
            expectError(IllegalStateException.class, once);
        });
        inLoop("the function of `mapAwait`, `filterAwait` or `handleAwait` throws", () -> {
            TestPublisher<Integer> source = TestPublisher.create();
            subscribe(source.flux().transform(mapAwait(unordered(2), item -> {
                if (item == 1) {
                    try {
                        sleep(Duration.ofDays(1));
                    } finally {
                        log.add("cancelled");
                    }
                }
                throw failure;
            })));
            source.next(1, 2);
            letOthersRun();
            assertThat(signals).containsExactly(failure);
            assertThat(log).containsExactly("cancelled");
            source.assertCancelled();
        });
        inLoop("it returns null in `mapAwait`",
                () -> expectError(NullPointerException.class, Flux.just(1).transform(mapAwait(item -> null))));
        inLoop("an item does not pass `filterAwait`, or its function fails", () -> {
            subscribe(Flux.just(1, 2, 3).transform(filterAwait(item -> {
                if (item == 3) {
                    throw failure;
                }
                return item == 2;
            })));
            assertThat(signals).containsExactly(2, failure);
            assertThat(discarded).containsExactly(1, 3);
        });
        inLoop("a call of such a stage is cancelled before it begins, or while its result waits for its turn", () -> {
            Disposable subscription = subscribe(Flux.just(1, 2).transform(mapAwait(ordered(2), item -> {
                if (item == 1) {
                    sleep(Duration.ofDays(1));
                }
                return "result of " + item;
            })));
            subscription.dispose();
            letOthersRun();
            assertThat(discarded).containsExactly("result of 2");
        });
        inLoop("the source of such a stage fails", () -> {
            subscribe(Flux.concat(Flux.just(1, 2), Flux.error(failure)).transform(mapAwait(unordered(2), item -> {
                sleep(Duration.ZERO);
                return item;
            })));
            assertThat(signals).containsExactly(1, 2, failure);
        });
    }

    private void addSchedulers() {
        inLoop("a task of `scheduler(loop)` throws", () -> {
            Schedulers.onHandleError((thread, error) -> log.add(error));
            Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {});
            try {
                IllegalStateException error = new IllegalStateException();
                scheduler(getRunningLoop()).schedule(() -> {
                    throw error;
                });
                letOthersRun();
                assertThat(log).containsExactly(error);
            } finally {
                Thread.setDefaultUncaughtExceptionHandler(before);
                Schedulers.resetOnHandleError();
            }
        });
        inLoop("`scheduler(loop)`, or its loop, has ended", () -> {
            Scheduler scheduler = scheduler(getRunningLoop());
            scheduler.dispose();
            assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        });
        inLoop("the body of `runOn` throws", () -> assertThat(
                catchThrowable(() -> runOn(Schedulers.parallel(), () -> fail()))).isSameAs(failure));
        inLoop("the scheduler of `runOn` is disposed", () -> {
            Scheduler disposed = Schedulers.newSingle("disposed");
            disposed.dispose();
            assertThatThrownBy(() -> runOn(disposed, () -> "never")).isInstanceOf(RejectedExecutionException.class);
        });
        inLoop("the body of `runOn` fails after the cancellation", () -> {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            Scheduler single = Schedulers.newSingle("failing");
            Task<Object> task = createTask(() -> ReactorBridge.<Object>runOn(single, () -> {
                begun.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    fail();
                }
                return "nothing";
            }));
            await(getRunningLoop().runInExecutor(() -> begun.await(10, java.util.concurrent.TimeUnit.SECONDS)));
            task.cancel();
            letOthersRun();
            assertThat(task.cancelled()).isTrue();
            await(single.disposeGracefully());
            while (droppedErrors.isEmpty()) {
                sleep(Duration.ofMillis(1));
            }
            expectDropped(failure);
        });
    }

    private void fail() throws IOException {
        throw failure;
    }

    private class Requesting implements CoreSubscriber<Object> {
        private final long demand;

        Requesting(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(demand);
        }

        @Override
        public void onNext(Object item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable error) {
            signals.add(error);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }
}
