import org.jspecify.annotations.NullMarked;

/** Mono, Flux, Scheduler and Context of Project Reactor to and from coroutines. */
@NullMarked module dev.eddy.reactor {
    requires transitive dev.eddy;
    requires transitive reactor.core;
    requires static context.propagation;

    exports dev.eddy.reactor;

    provides dev.eddy.AwaitableAdapter with
            dev.eddy.reactor.ReactorAwaitableAdapter;
}
