import org.jspecify.annotations.NullMarked;

/** Runnable programs: the tutorial's, {@code dev.eddy.samples.tutorial.Tutorial}, the demo, {@code dev.eddy.samples.Demo},
 * and a web server, {@code dev.eddy.samples.webflux.ShopServer}. */
@NullMarked module dev.eddy.samples {
    requires com.github.benmanes.caffeine;
    requires dev.eddy.reactor;
    requires dev.eddy.rxjava;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires java.net.http;
    requires jdk.httpserver;
    requires static org.jspecify;
    requires r2dbc.h2;
    requires r2dbc.spi;
    requires reactor.netty.core;
    requires reactor.netty.http;
    requires spring.beans;
    requires spring.context;
    requires spring.core;
    requires spring.web;
    requires spring.webflux;

    // reactor-netty and r2dbc-h2 are automatic modules: what they need must be named by someone else.
    requires io.netty.codec.http2;
    requires io.netty.handler.proxy;
    requires io.netty.resolver.dns;
    requires java.sql;
}
