import org.jspecify.annotations.NullMarked;

/** Mono, Flux, Scheduler and Context of Project Reactor to and from coroutines. */
@NullMarked module dev.eddy.reactor {
    requires transitive dev.eddy;
    requires transitive reactor.core;
    requires static context.propagation;
    requires static spring.beans;
    requires static spring.context;
    requires static spring.core;
    requires static reactor.blockhound;

    exports dev.eddy.reactor;
    exports dev.eddy.reactor.spring;

    provides dev.eddy.AwaitableAdapter with
            dev.eddy.reactor.ReactorAwaitableAdapter;
    provides reactor.blockhound.integration.BlockHoundIntegration with
            dev.eddy.reactor.EddyBlockHoundIntegration;
}
