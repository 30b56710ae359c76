package dev.eddy.testing.internal.rxjava;

import dev.eddy.testing.internal.StreamObserver;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.CompletableSource;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.MaybeSource;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.ObservableSource;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.core.SingleSource;
import io.reactivex.rxjava3.functions.BiFunction;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** RxJava's hooks for subscriptions: those that end a pipeline are observed, those of its operators among each other are not. */
@SuppressWarnings({"rawtypes", "unchecked"}) // as the hooks are
final class SubscribeHooks {

    private static final String OPERATORS = "io.reactivex.rxjava3.internal.operators.";
    /** Live among the operators, and end a pipeline: what {@code Maybe.subscribe(..)}, {@code connect()} and {@code cache()} subscribe. */
    private static final Set<String> ENDS = Set.of(
            OPERATORS + "maybe.MaybeCallbackObserver",
            OPERATORS + "flowable.FlowablePublish$PublishConnection",
            OPERATORS + "flowable.FlowableReplay$ReplaySubscriber",
            OPERATORS + "flowable.FlowableCache",
            OPERATORS + "observable.ObservablePublish$PublishConnection",
            OPERATORS + "observable.ObservableReplay$ReplayObserver",
            OPERATORS + "observable.ObservableCache",
            OPERATORS + "single.SingleCache",
            OPERATORS + "maybe.MaybeCache",
            OPERATORS + "completable.CompletableCache");

    private final StreamObserver observer;
    private final @Nullable BiFunction<? super Flowable, ? super Subscriber, ? extends Subscriber> flowable =
            RxJavaPlugins.getOnFlowableSubscribe();
    private final @Nullable BiFunction<? super Observable, ? super Observer, ? extends Observer> observable =
            RxJavaPlugins.getOnObservableSubscribe();
    private final @Nullable BiFunction<? super Single, ? super SingleObserver, ? extends SingleObserver> single =
            RxJavaPlugins.getOnSingleSubscribe();
    private final @Nullable BiFunction<? super Maybe, MaybeObserver, ? extends MaybeObserver> maybe =
            (BiFunction) RxJavaPlugins.getOnMaybeSubscribe(); // what the setter takes
    private final @Nullable BiFunction<
            ? super Completable, ? super CompletableObserver, ? extends CompletableObserver> completable =
                    RxJavaPlugins.getOnCompletableSubscribe();

    SubscribeHooks(StreamObserver observer) {
        this.observer = observer;
        RxJavaPlugins.setOnFlowableSubscribe((source, subscriber) -> {
            Subscriber next = flowable == null ? subscriber : flowable.apply(source, subscriber);
            StreamObserver.Opened opened = opened(source, next);
            return opened == null
                    ? next
                    : next instanceof FlowableSubscriber
                            ? new ObservedFlowableSubscriber<>(next, opened)
                    : new ObservedSubscriber<>(next, opened);
        });
        RxJavaPlugins.setOnObservableSubscribe((source, subscriber) -> {
            Observer next = observable == null ? subscriber : observable.apply(source, subscriber);
            StreamObserver.Opened opened = opened(source, next);
            return opened == null ? next : ObservedObserver.of(next, opened);
        });
        RxJavaPlugins.setOnSingleSubscribe((source, subscriber) -> {
            SingleObserver next = single == null ? subscriber : single.apply(source, subscriber);
            StreamObserver.Opened opened = opened(source, next);
            return opened == null ? next : ObservedObserver.of(next, opened);
        });
        RxJavaPlugins.setOnMaybeSubscribe((source, subscriber) -> {
            MaybeObserver next = maybe == null ? subscriber : maybe.apply(source, subscriber);
            StreamObserver.Opened opened = opened(source, next);
            return opened == null ? next : ObservedObserver.of(next, opened);
        });
        RxJavaPlugins.setOnCompletableSubscribe((source, subscriber) -> {
            CompletableObserver next = completable == null ? subscriber : completable.apply(source, subscriber);
            StreamObserver.Opened opened = opened(source, next);
            return opened == null ? next : ObservedObserver.of(next, opened);
        });
    }

    void restore() {
        RxJavaPlugins.setOnFlowableSubscribe(flowable);
        RxJavaPlugins.setOnObservableSubscribe(observable);
        RxJavaPlugins.setOnSingleSubscribe(single);
        RxJavaPlugins.setOnMaybeSubscribe(maybe);
        RxJavaPlugins.setOnCompletableSubscribe(completable);
    }

    private StreamObserver.@Nullable Opened opened(Object source, Object subscriber) {
        return isOperator(subscriber) ? null : observer.opened(() -> operators(source));
    }

    /** By their names, since RxJava does not export these packages. */
    private static boolean isOperator(Object subscriber) {
        String name = subscriber.getClass().getName();
        return name.startsWith(OPERATORS) && !ENDS.contains(name);
    }

    /** As far as can be seen: of those with several sources none, and in the module path nothing but the last operator. */
    private static String operators(Object source) {
        Deque<String> names = new ArrayDeque<>();
        for (Object next = source; next != null; next = above(next)) {
            names.addFirst(next.getClass().getSimpleName());
        }
        return String.join(" -> ", names);
    }

    /** RxJava's operators keep it in a field of this name; those of a Flowable and an Observable alone tell it, too. */
    private static @Nullable Object above(Object source) {
        for (Class<?> type = source.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField("source");
                Object above = field.trySetAccessible() ? field.get(source) : null;
                return isSource(above) ? above : null;
            } catch (NoSuchFieldException e) {
                // its superclass may have it
            } catch (IllegalAccessException e) {
                return null;
            }
        }
        return null;
    }

    private static boolean isSource(@Nullable Object above) {
        return above instanceof Publisher
                || above instanceof ObservableSource
                || above instanceof SingleSource
                || above instanceof MaybeSource
                || above instanceof CompletableSource;
    }
}
