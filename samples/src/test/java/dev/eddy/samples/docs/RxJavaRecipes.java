package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.firstSuccess;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.filterAwait;
import static dev.eddy.rxjava.RxBridge.flowable;
import static dev.eddy.rxjava.RxBridge.handleAwait;
import static dev.eddy.rxjava.RxBridge.lift;
import static dev.eddy.rxjava.RxBridge.liftMaybe;
import static dev.eddy.rxjava.RxBridge.mapAwait;
import static dev.eddy.rxjava.RxBridge.observable;
import static dev.eddy.rxjava.RxBridge.runAsGuest;
import static dev.eddy.rxjava.RxBridge.runOn;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static dev.eddy.rxjava.RxBridge.single;
import static dev.eddy.rxjava.RxBridge.toCompositeException;
import static dev.eddy.rxjava.RxBridge.toObservable;
import static dev.eddy.rxjava.RxBridge.toSingle;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.eddy.ExceptionGroup;
import dev.eddy.Task;
import dev.eddy.queue.Queue;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The recipes of docs/rxjava.md. */
class RxJavaRecipes {

    record Order(String item, int count) {}

    record Invoice(String item, int total) {}

    /** What is somewhere else; each call is a request. */
    interface Services {
        Single<Integer> price(String item);

        Maybe<Integer> discount(String item);

        Single<Boolean> isAllowed(Order order);

        Single<String> fetch(String url);

        Completable store(List<Order> orders);
    }

    private final Services services;

    RxJavaRecipes(Services services) {
        this.services = services;
    }

    Flowable<Invoice> invoices(Flowable<Order> orders) {
        return orders.concatMapSingle(lift(order -> invoiceFor(order)));
    }

    Invoice invoiceFor(Order order) {
        int price = await(services.price(order.item())); // any method may await
        Integer discount = await(services.discount(order.item())); // a Maybe: null if it is empty
        return new Invoice(order.item(), (discount == null ? price : price - discount) * order.count());
    }

    Flowable<Integer> discounts(Flowable<Order> orders) {
        return orders.concatMapMaybe(liftMaybe(order -> await(services.discount(order.item()))));
    }

    int totalOf(Flowable<Order> orders) {
        int total = 0;
        for (Order order : each(orders.filter(order -> order.count() > 0).take(100))) {
            total += invoiceFor(order).total();
        }
        return total;
    }

    String firstOfEach(Observable<String> prices, Observable<String> events) {
        for (String price : each(prices, BackpressureStrategy.LATEST)) { // of those that came meanwhile, the newest
            return price + ", " + firstOf(events);
        }
        return "none";
    }

    String firstOf(Observable<String> events) {
        for (String event : each(events, 1_000, BackpressureOverflowStrategy.DROP_OLDEST)) { // the newest thousand
            return event;
        }
        return "none";
    }

    Flowable<String> pages(Flowable<String> urls) {
        return urls.compose(mapAwait(unordered(8), url -> await(services.fetch(url)).strip()));
    }

    Observable<Order> allowed(Observable<Order> orders) {
        return orders.compose(filterAwait(ordered(4), order -> await(services.isAllowed(order))));
    }

    Flowable<String> units(Flowable<Order> orders) {
        return orders.compose(handleAwait((order, out) -> {
            int price = await(services.price(order.item()));
            for (int i = 0; i < order.count(); i++) {
                out.emit(order.item() + " for " + price);
            }
        }));
    }

    String both(String one, String other) {
        List<Object> pages = await(gather(services.fetch(one), services.fetch(other)));
        return pages.getFirst() + ", " + pages.getLast();
    }

    String fromEither(String mirror, String otherMirror) {
        return (String) firstSuccess(ofMillis(250), services.fetch(mirror), services.fetch(otherMirror));
    }

    Single<String> patiently(String url) {
        return single(() -> {
            for (int attempt = 1;; attempt++) {
                try {
                    return timeout(ofSeconds(2), () -> await(services.fetch(url)));
                } catch (Exception e) { // never a cancellation, which is an Error
                    if (attempt == 3) {
                        throw e;
                    }
                    sleep(ofMillis(100).multipliedBy(attempt));
                }
            }
        });
    }

    Single<Integer> storeInBatches(Flowable<Order> orders) {
        return single(() -> {
            int stored = 0;
            for (List<Order> batch : each(orders.buffer(100), 1)) { // one batch ahead
                await(services.store(batch));
                stored += batch.size();
            }
            return stored;
        });
    }

    Flowable<Integer> numbers() {
        return flowable(out -> {
            for (int i = 0;; i++) {
                out.emit(i); // suspends until the subscriber has asked for it
            }
        });
    }

    Observable<Long> ticks() {
        return observable(out -> {
            for (long i = 0;; i++) {
                sleep(ofMillis(1));
                out.emit(i); // nobody asks an Observable: does not suspend
            }
        });
    }

    Observable<String> lines(Queue<String> lines) {
        return toObservable(lines); // the shutdown of the queue completes it
    }

    Single<String> sharedPage(Task<String> page) {
        return toSingle(page); // any number of observers; disposing leaves the task alone
    }

    Single<String> bothOrAllErrors(String one, String other) {
        return single(() -> {
            try {
                return taskGroup(group -> {
                    Task<String> first = group.createTask(() -> await(services.fetch(one)));
                    Task<String> second = group.createTask(() -> await(services.fetch(other)));
                    return await(first) + await(second);
                });
            } catch (ExceptionGroup e) {
                throw toCompositeException(e); // RxJava's way to have several
            }
        });
    }

    String text(Path file) {
        return runOn(Schedulers.io(), () -> Files.readString(file)); // a scheduler for calls that block
    }

    Single<String> reminder() {
        return single(() -> {
            sleep(ofHours(1));
            return await(Single.timer(1, TimeUnit.HOURS, scheduler(getRunningLoop())).map(tick -> "two hours later"));
        });
    }

    String remindedByTestScheduler(TestScheduler time) {
        CompletableFuture<String> reminded = runAsGuest(time, () -> await(reminder()));
        time.advanceTimeBy(1, TimeUnit.HOURS); // drives the coroutine's sleep
        time.advanceTimeBy(1, TimeUnit.HOURS); // and the operator's timer
        return reminded.getNow("not yet");
    }

    void storeAll(Flowable<List<Order>> batches) {
        taskGroupVoid(group -> {
            for (List<Order> batch : each(batches)) {
                group.createTask(() -> await(services.store(batch)));
            }
        });
    }
}
