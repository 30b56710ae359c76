package dev.eddy.benchmarks

import io.reactivex.rxjava3.core.Single
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.future.await
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.reactor.flux
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.rx3.await
import kotlinx.coroutines.rx3.rxFlowable
import kotlinx.coroutines.rx3.rxSingle
import kotlinx.coroutines.yield
import org.reactivestreams.Publisher
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono
import java.util.function.LongSupplier
import java.util.function.UnaryOperator

/** The same work in kotlinx.coroutines, on the event loop of `runBlocking`: one thread, as Eddy's loop. */
object KotlinPeers {

    @JvmStatic
    fun spawn(tasks: Int): Int = runBlocking { List(tasks) { async { it } }.awaitAll().size }

    @JvmStatic
    fun spawnAwait(tasks: Int): Int = runBlocking {
        var sum = 0
        repeat(tasks) { i -> sum += async { i }.await() }
        sum
    }

    @JvmStatic
    fun switchTwo(switches: Int) = runBlocking {
        List(2) { launch { repeat(switches / 2) { yield() } } }.joinAll()
    }

    @JvmStatic
    fun switchSelf(switches: Int) = runBlocking { repeat(switches) { yield() } }

    @JvmStatic
    fun switchDeep(switches: Int, depth: Int) = runBlocking {
        List(2) { launch { repeat(switches / 2) { deep(depth) } } }.joinAll()
    }

    private suspend fun deep(depth: Int): Int {
        if (depth == 0) {
            yield()
            return 0
        }
        return deep(depth - 1) + 1
    }

    @JvmStatic
    fun awaitMono(mono: Mono<Int>, times: Int): Int = runBlocking {
        var sum = 0
        repeat(times) { sum += mono.awaitSingle() }
        sum
    }

    @JvmStatic
    fun awaitSingle(single: Single<Int>, times: Int): Int = runBlocking {
        var sum = 0
        repeat(times) { sum += single.await() }
        sum
    }

    @JvmStatic
    fun collect(publisher: Publisher<Int>): Long = runBlocking {
        var sum = 0L
        publisher.asFlow().collect { sum += it }
        sum
    }

    @JvmStatic
    fun fluxOut(items: Int, pipeline: UnaryOperator<Publisher<Int>>): Long =
        drain { pipeline.apply(flux(it) { for (i in 0 until items) send(i) }) }

    @JvmStatic
    fun flowableOut(items: Int, pipeline: UnaryOperator<Publisher<Int>>): Long =
        drain { pipeline.apply(rxFlowable(it) { for (i in 0 until items) send(i) }) }

    private fun drain(publisher: (CoroutineContext) -> Publisher<Int>): Long = runBlocking {
        val drain = Drain(1)
        publisher(loop()).subscribe(drain)
        drain.sum().await()
    }

    @JvmStatic
    fun monoOut(subscriptions: Int): Long = runBlocking {
        val drain = Drain(subscriptions)
        val mono = mono(loop()) { 1 }
        repeat(subscriptions) { mono.subscribe(drain) }
        drain.sum().await()
    }

    @JvmStatic
    fun lift(items: Int): Long = drain { Flux.range(0, items).concatMap { item -> mono(it) { item + 1 } } }

    /** Bytes of a coroutine that waits; [used] gives the heap in use. */
    @JvmStatic
    fun bytesSuspended(coroutines: Int, used: LongSupplier): Double = runBlocking {
        val open = CompletableDeferred<Int>()
        val all = ArrayList<Deferred<Int>>(coroutines)
        val before = used.asLong
        repeat(coroutines) { all += async { open.await() } }
        yield()
        val bytes = (used.asLong - before).toDouble() / coroutines
        open.complete(0)
        all.awaitAll()
        bytes
    }

    @JvmStatic
    fun singleOut(subscriptions: Int): Long = runBlocking {
        val drain = Drain(subscriptions)
        val single = rxSingle(loop()) { 1 }
        repeat(subscriptions) { single.subscribe(drain) }
        drain.sum().await()
    }

    /** The event loop alone: publishers have a job of their own. */
    private fun CoroutineScope.loop() = coroutineContext.minusKey(Job)

    @JvmStatic
    fun sleepers(tasks: Int) = runBlocking { List(tasks) { i -> launch { delay(1L + i % 10) } }.joinAll() }

    @JvmStatic
    fun channel(items: Int, capacity: Int): Long = runBlocking {
        val channel = Channel<Int>(capacity)
        launch { for (i in 0 until items) channel.send(i) }
        var sum = 0L
        repeat(items) { sum += channel.receive() }
        sum
    }
}
