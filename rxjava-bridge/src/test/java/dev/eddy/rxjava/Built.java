package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import io.reactivex.rxjava3.observers.BaseTestConsumer;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.concurrent.Callable;

/** The cold sources that a body makes, for tests that hold for each of them. */
enum Built {
    SINGLE {
        @Override
        Run subscribe(EventLoop loop, Callable<String> body) {
            return of(RxBridge.single(loop, body).test());
        }
    },
    MAYBE {
        @Override
        Run subscribe(EventLoop loop, Callable<String> body) {
            return of(RxBridge.maybe(loop, body).test());
        }
    },
    COMPLETABLE {
        @Override
        Run subscribe(EventLoop loop, Callable<String> body) {
            return of(RxBridge.completable(loop, body::call).test());
        }
    },
    FLOWABLE {
        @Override
        Run subscribe(EventLoop loop, Callable<String> body) {
            TestSubscriber<String> subscriber =
                    RxBridge.<String>flowable(loop, out -> out.emit(body.call())).test();
            return new Run(subscriber, subscriber::cancel);
        }
    },
    OBSERVABLE {
        @Override
        Run subscribe(EventLoop loop, Callable<String> body) {
            return of(RxBridge.<String>observable(loop, out -> out.emit(body.call())).test());
        }
    };

    /** One subscription. */
    record Run(BaseTestConsumer<?, ?> consumer, Runnable dispose) {}

    abstract Run subscribe(EventLoop loop, Callable<String> body);

    private static Run of(TestObserver<?> observer) {
        return new Run(observer, observer::dispose);
    }
}
