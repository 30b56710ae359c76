package dev.eddy.rxjava;

import dev.eddy.ExceptionGroup;
import io.reactivex.rxjava3.exceptions.CompositeException;

/** RxJava's way to have several exceptions at once, and Python's. */
final class CompositeExceptions {

    private CompositeExceptions() {}

    static ExceptionGroup toGroup(CompositeException composite) {
        ExceptionGroup group = new ExceptionGroup("errors of an RxJava source", composite.getExceptions());
        group.setStackTrace(composite.getStackTrace());
        return group;
    }

    static CompositeException toComposite(ExceptionGroup group) {
        CompositeException composite = new CompositeException(group.leaves(Throwable.class));
        composite.setStackTrace(group.getStackTrace());
        return composite;
    }
}
