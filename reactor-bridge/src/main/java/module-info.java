import org.jspecify.annotations.NullMarked;

/** Mono, Flux, Scheduler and Context of Project Reactor to and from coroutines. */
@NullMarked module dev.eddy.reactor {
    requires transitive dev.eddy;
    requires transitive reactor.core;
    requires static context.propagation;
    requires static spring.beans;
    requires static spring.context;
    requires static spring.core;
    requires static reactor.blockhound; // without a provides clause: with one JDK 21 does not start where it is missing

    exports dev.eddy.reactor;
    exports dev.eddy.reactor.spring;

    provides dev.eddy.AwaitableAdapter with
            dev.eddy.reactor.ReactorAwaitableAdapter;
}
