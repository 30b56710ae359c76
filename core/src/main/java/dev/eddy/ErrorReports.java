package dev.eddy;

import java.util.Objects;
import java.util.function.BiConsumer;

/** A loop's exception handler, and what it is still to be told: failures that nobody has looked at. */
final class ErrorReports {

    private static final System.Logger LOGGER = System.getLogger("dev.eddy");

    private final EventLoop loop;
    private final Unretrieved unretrieved = new Unretrieved();
    private BiConsumer<? super EventLoop, ? super ExceptionContext> handler = ErrorReports::log;

    ErrorReports(EventLoop loop) {
        this.loop = loop;
    }

    void setHandler(BiConsumer<? super EventLoop, ? super ExceptionContext> handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    Unretrieved unretrieved() {
        return unretrieved;
    }

    void report(ExceptionContext context) {
        try {
            handler.accept(loop, context);
        } catch (Throwable e) {
            log(loop, context);
            log(loop, new ExceptionContext("the exception handler failed", e, null));
        }
    }

    /** Failures that nobody can look at any more, since their futures were collected. */
    void reportCollected() {
        for (var note = unretrieved.pollCollected(); note != null; note = unretrieved.pollCollected()) {
            report(note.toContext());
        }
    }

    /** All failures that nobody has looked at until now. */
    void reportUnretrieved() {
        unretrieved.takeAll().forEach(note -> report(note.toContext()));
    }

    private static void log(EventLoop loop, ExceptionContext context) {
        String about = context.future() == null ? context.message() : context.message() + ": " + context.future();
        LOGGER.log(System.Logger.Level.ERROR, about, context.exception());
    }
}
