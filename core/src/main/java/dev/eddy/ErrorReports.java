package dev.eddy;

import java.util.Objects;
import java.util.function.BiConsumer;

/** A loop's exception handler, and what it is still to be told: what nobody has attended to. */
final class ErrorReports {

    static final System.Logger LOGGER = System.getLogger("dev.eddy");

    private final EventLoop loop;
    private final Unattended unattended;
    private BiConsumer<? super EventLoop, ? super ExceptionContext> handler = (source, context) -> log(context);

    ErrorReports(EventLoop loop) {
        this.loop = loop;
        unattended = new Unattended(loop);
    }

    void setHandler(BiConsumer<? super EventLoop, ? super ExceptionContext> handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    BiConsumer<? super EventLoop, ? super ExceptionContext> handler() {
        return handler;
    }

    Unattended unattended() {
        return unattended;
    }

    void report(ExceptionContext context) {
        try {
            handler.accept(loop, context);
        } catch (Throwable e) {
            log(context);
            log(new ExceptionContext("the exception handler failed", e, null));
        }
    }

    /** What nobody can attend to any more, since it was collected. */
    void reportCollected() {
        for (var note = unattended.pollCollected(); note != null; note = unattended.pollCollected()) {
            loop.dispatcher.idle();
            report(note.report());
        }
    }

    /** All that nobody has attended to until now. */
    void reportUnattended() {
        unattended.takeAll().forEach(note -> report(note.report()));
    }

    static void log(ExceptionContext context) {
        Throwable created = context.createdAt();
        Throwable thrown = context.exception();
        String about = context.future() == null ? context.message() : context.message() + ": " + context.future();
        LOGGER.log(System.Logger.Level.ERROR, about, thrown != null ? thrown : created);
        if (thrown != null && created != null) {
            LOGGER.log(System.Logger.Level.ERROR, "where it was created", created);
        }
    }
}
