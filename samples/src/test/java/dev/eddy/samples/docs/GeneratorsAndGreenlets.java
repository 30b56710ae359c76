package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.generator.Generator.returning;
import static dev.eddy.gevent.Gevent.joinAll;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.withTimeout;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import dev.eddy.generator.Generator;
import dev.eddy.gevent.Gevent;
import dev.eddy.gevent.Greenlet;
import dev.eddy.gevent.Hub;
import dev.eddy.gevent.Pool;
import dev.eddy.gevent.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The snippets of docs/generators-and-greenlets.md. */
class GeneratorsAndGreenlets {

    record Node(int value, @Nullable Node left, @Nullable Node right) {}

    static Generator<Integer> inOrder(@Nullable Node node) {
        return generator(g -> { // def in_order(node):
            if (node != null) {
                g.yieldFrom(inOrder(node.left())); // yield from in_order(node.left)
                g.yield(node.value()); // yield node.value
                g.yieldFrom(inOrder(node.right()));
            }
        });
    }

    static List<Integer> firstThree(Node root) {
        try (Stream<Integer> values = inOrder(root).stream()) { // closes the generator, wherever it stands
            return values.limit(3).toList();
        }
    }

    static Generator<Double> averager() {
        return returning(g -> {
            double sum = 0;
            int count = 0;
            Double next = g.yield(0.0, Double.class); // next = yield 0.0
            while (next != null) {
                sum += next;
                count++;
                next = g.yield(sum / count, Double.class);
            }
            return count; // the value of yieldFrom, and of the StopIteration
        });
    }

    static Generator<String> ticks() {
        return generator(g -> { // async def ticks():
            for (int i = 1; i <= 3; i++) {
                sleep(ofMillis(1)); // await asyncio.sleep(0.001)
                g.yield("tick " + i);
            }
        });
    }

    static List<@Nullable Object> echo() {
        dev.eddy.greenlet.Greenlet main = dev.eddy.greenlet.Greenlet.getCurrent();
        dev.eddy.greenlet.Greenlet echo = new dev.eddy.greenlet.Greenlet(first -> {
            Object value = first;
            while (value != null) {
                value = main.switchTo("you said " + value);
            }
            return "bye"; // to the parent, main
        });
        List<@Nullable Object> answers = new ArrayList<>();
        answers.add(echo.switchTo("hello")); // you said hello
        answers.add(echo.switchTo("again")); // you said again
        answers.add(echo.switchTo(null)); // bye
        return answers;
    }

    static String fetch(String site) {
        Gevent.sleep(ofMillis(1));
        return "page of " + site;
    }

    static List<String> pages(List<String> sites) { // no run(..) around it
        List<Greenlet<String>> pages = new ArrayList<>();
        for (String site : sites) {
            pages.add(spawn(() -> fetch(site)));
        }
        joinAll(pages, ofSeconds(2)); // the hub runs while this waits
        return pages.stream().map(Greenlet::get).toList();
    }

    static int sumOfSquares() {
        Queue<Integer> squares = new Queue<>(10);
        Pool pool = new Pool(4); // four at a time
        Greenlet<?> producer = spawn(() -> {
            pool.map(i -> {
                squares.put(i * i);
                return i;
            }, List.of(1, 2, 3, 4, 5));
            squares.shutdown();
        });
        int sum = 0;
        for (int square : squares) { // until it is shut down
            sum += square;
        }
        producer.join();
        Hub.get().close();
        return sum;
    }

    static List<String> amongCoroutines() {
        return Asyncio.run(() -> await(gather(
                spawn(() -> fetch("a greenlet")), // kills it, if the gathering is cancelled
                Asyncio.createTask(() -> withTimeout(ofSeconds(1), () -> fetch("a task"), "too slow")))));
    }
}
