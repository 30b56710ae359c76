import org.jspecify.annotations.NullMarked;

/** asyncio for the JVM: coroutines, futures and tasks on an event loop, and their meeting with Reactive Streams. */
@NullMarked @SuppressWarnings("module") // the bridges are not there yet when this is compiled
module dev.eddy {
    requires static transitive org.jspecify;
    requires transitive org.reactivestreams;

    exports dev.eddy;
    exports dev.eddy.context;
    exports dev.eddy.generator;
    exports dev.eddy.gevent;
    exports dev.eddy.greenlet;
    exports dev.eddy.queue;
    exports dev.eddy.reactive;
    exports dev.eddy.sync;

    exports dev.eddy.internal to
            dev.eddy.reactor,
            dev.eddy.rxjava,
            dev.eddy.testing;
    exports dev.eddy.internal.reactive to
            dev.eddy.reactor,
            dev.eddy.rxjava;

    uses dev.eddy.AwaitableAdapter;
    uses dev.eddy.context.ThreadLocalAccessor;

    provides dev.eddy.AwaitableAdapter with
            dev.eddy.internal.reactive.PublisherAdapter;
}
