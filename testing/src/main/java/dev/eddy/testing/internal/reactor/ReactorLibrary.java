package dev.eddy.testing.internal.reactor;

import dev.eddy.EventLoop;
import dev.eddy.testing.internal.BridgeScheduler;
import dev.eddy.testing.internal.ReactiveLibrary;
import dev.eddy.testing.internal.StreamObserver;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Project Reactor. */
public final class ReactorLibrary implements ReactiveLibrary {

    private static final String HOOK = "dev.eddy.testing";

    private final BridgeScheduler<Scheduler> bridge;
    private boolean prepared;

    public ReactorLibrary(Class<?> bridge) throws NoSuchMethodException {
        this.bridge = new BridgeScheduler<>(bridge, Scheduler.class);
    }

    @Override
    public synchronized void prepare() {
        if (!prepared) {
            prepared = true;
            Schedulers.setFactoryWithSnapshot(new StandInFactory());
        }
    }

    @Override
    public Watch watch(@Nullable EventLoop loop, StreamObserver observer) {
        return new ReactorWatch(loop, observer);
    }

    private final class ReactorWatch implements Watch {

        private final Schedulers.Snapshot snapshot = Schedulers.setFactoryWithSnapshot(new StandInFactory());
        private final Map<String, Scheduler> during = presentSchedulers();
        private final @Nullable Consumer<? super Throwable> errorHook = errorHook();

        ReactorWatch(@Nullable EventLoop loop, StreamObserver observer) {
            StandInScheduler.serve(loop == null ? null : new StandInScheduler.Virtual(loop, bridge));
            Hooks.onErrorDropped(observer::dropped);
            Schedulers.onHandleError(HOOK, (thread, error) -> observer.dropped(error));
            Hooks.onLastOperator(HOOK, Operators.liftPublisher((publisher, subscriber) -> observed(
                    publisher, subscriber, observer)));
        }

        @Override
        public List<String> end() {
            Set<String> replaced = differences(during);
            StandInScheduler.restore(() -> {
                if (!replaced.isEmpty()) {
                    // In two steps: a VirtualTimeScheduler that is disposed puts back what it had found, and disposes what is there.
                    Schedulers.setFactoryWithSnapshot(new StandInFactory()).dispose();
                }
                Schedulers.resetFrom(snapshot);
            });
            StandInScheduler.serve(null);
            Hooks.resetOnLastOperator(HOOK);
            Schedulers.resetOnHandleError(HOOK);
            Hooks.resetOnErrorDropped();
            if (errorHook != null) {
                Hooks.onErrorDropped(errorHook);
            }
            return List.copyOf(replaced);
        }
    }

    /** Those that are others now. */
    private static Set<String> differences(Map<String, Scheduler> earlier) {
        Map<String, Scheduler> present = presentSchedulers();
        return earlier.keySet()
                .stream()
                .filter(name -> present.get(name) != earlier.get(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Scheduler> presentSchedulers() {
        return Map.of(
                "Schedulers.parallel()",
                Schedulers.parallel(),
                "Schedulers.single()",
                Schedulers.single(),
                "Schedulers.boundedElastic()",
                Schedulers.boundedElastic());
    }

    /** The hook that a program has set; Reactor can tell nobody what it is. */
    @SuppressWarnings("unchecked") // the type of the field
    private static @Nullable Consumer<? super Throwable> errorHook() {
        try {
            Field field = Hooks.class.getDeclaredField("onErrorDroppedHook");
            field.setAccessible(true);
            return (Consumer<? super Throwable>) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // in a version that has no such field the hook is not restored
        }
    }

    private static <T> CoreSubscriber<? super T> observed(
            Publisher<?> publisher, CoreSubscriber<? super T> subscriber, StreamObserver observer) {
        StreamObserver.Opened opened = observer.opened(() -> operators(publisher));
        return opened == null ? subscriber : new ObservedSubscriber<>(subscriber, opened);
    }

    private static String operators(Publisher<?> publisher) {
        Scannable scannable = Scannable.from(publisher);
        return scannable.isScanAvailable()
                ? scannable.steps().collect(Collectors.joining(" -> "))
                : publisher.getClass().getSimpleName();
    }
}
