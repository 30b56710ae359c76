package dev.eddy.rxjava;

import dev.eddy.internal.reactive.DropHooks;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/** Errors without a receiver are undeliverable in RxJava's sense; for items it has no such place. */
enum RxDropHooks implements DropHooks {
    INSTANCE;

    @Override
    public void errorDropped(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    @Override
    public void subscribedTwice() {
        RxJavaPlugins.onError(new ProtocolViolationException("a source called onSubscribe twice"));
    }
}
