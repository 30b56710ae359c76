/**
 * A client that limits its rate, tries again, and remembers: how a real one is written as coroutines, offered as Mono and Single,
 * and tested in virtual time. {@link dev.eddy.samples.client.ResilientClient} is where to begin.
 */
package dev.eddy.samples.client;
