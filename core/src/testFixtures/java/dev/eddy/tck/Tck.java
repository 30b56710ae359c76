package dev.eddy.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.eddy.LoopGroup;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * The Reactive Streams TCK over publishers, and over the subscribers of coroutines: each of its methods is a JUnit test.
 *
 * <p>A method that is skipped fails, and the last test counts those that have run, so that none vanishes. The methods
 * that the TCK itself names {@code untested_} test nothing and are left out; so are those that need what the thing under
 * test has not, which docs/reactive-streams.md lists.
 *
 * <p>A module names what it makes in one test class, with nothing but its public API. Its pom names the dependency {@code
 * reactive-streams-tck-flow} and the plug-in {@code build-helper-maven-plugin}, which adds this directory to its tests.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> reactiveStreams() {
 *     return new Tck()
 *             .publisher("flux", n -> flux(out -> ...), Flux.error(..))
 *             .publisherOfOne("mono", n -> mono(() -> n == 0 ? null : 1L), mono(() -> { throw .. }))
 *             .iteration("each", publisher -> each(Flux.from(publisher), 4))
 *             .awaitFirst("awaitFirst", publisher -> awaitFirst(Flux.from(publisher)))
 *             .awaitEnd("awaitLast", publisher -> awaitLast(Flux.from(publisher)))
 *             .tests(181); // how many methods that are
 * }
 * }</pre>
 */
public final class Tck {

    /** How long a signal may take, on a machine that is busy with other things. */
    private static final long SIGNAL_MILLIS = 10_000;
    /** How long to look whether a signal comes that must not. */
    private static final long SILENCE_MILLIS = 10;

    private static final long POLL_MILLIS = 5;

    private final LoopGroup loops = new LoopGroup("tck", 1);
    private final List<DynamicNode> verifications = new ArrayList<>();
    private final AtomicInteger methodsRun = new AtomicInteger();

    static TestEnvironment environment() {
        return new PatientEnvironment(SIGNAL_MILLIS, SILENCE_MILLIS, POLL_MILLIS);
    }

    /**
     * A publisher of any length.
     *
     * @param ofLength makes a publisher of that many items, and an endless one of {@link Long#MAX_VALUE}
     * @param failed a publisher that fails without an item
     */
    public Tck publisher(String name, LongFunction<? extends Publisher<Long>> ofLength, Publisher<Long> failed) {
        return add(name, new PublisherTck(ofLength, failed), Set.of());
    }

    /**
     * A publisher of one item at most.
     *
     * @param ofLength makes a publisher of no item, or of one whatever larger number is asked for
     * @param failed a publisher that fails without an item
     */
    public Tck publisherOfOne(String name, LongFunction<? extends Publisher<Long>> ofLength, Publisher<Long> failed) {
        return add(name, new PublisherTck(ofLength, failed), PublisherTck.COUNT_MORE_ITEMS);
    }

    /** The subscriber of an iteration, as a black box and as a white one. */
    public Tck iteration(String name, Function<Publisher<Long>, ? extends Iterable<Long>> each) {
        return add(name + " (black box)",
                new SubscriberBlackboxTck(loops, publisher -> each.apply(publisher).forEach(item -> {})),
                Set.of()).add(name + " (white box)", new IterationWhiteboxTck(loops, each), Set.of());
    }

    /** The subscriber that awaits an item and then leaves, as a black box and as a white one. */
    public Tck awaitFirst(String name, Consumer<Publisher<Long>> await) {
        return value(name, await, ValueWhiteboxTck.TAKE_MORE_ITEMS);
    }

    /** The subscriber that awaits the end of a publisher, as a black box and as a white one. */
    public Tck awaitEnd(String name, Consumer<Publisher<Long>> await) {
        return value(name, await, Set.of());
    }

    private Tck value(String name, Consumer<Publisher<Long>> await, Set<String> inapplicable) {
        return add(name + " (black box)", new SubscriberBlackboxTck(loops, await), Set.of())
                .add(name + " (white box)", new ValueWhiteboxTck(loops, await), inapplicable);
    }

    /** Any other verification, for example of a processor. */
    public Tck add(String name, Object verification, Set<String> inapplicable) {
        List<Method> methods = annotated(verification, Test.class);
        assertThat(methods).extracting(Method::getName).containsAll(inapplicable);
        verifications.add(dynamicContainer(
                name,
                methods.stream()
                        .filter(method -> !method.getName().startsWith("untested_")
                                && !inapplicable.contains(method.getName()))
                        .map(method -> dynamicTest(method.getName(), () -> run(verification, method)))));
        return this;
    }

    /**
     * The tests, and one more that counts them.
     *
     * @param expected how many methods must have run
     */
    public Stream<DynamicNode> tests(int expected) {
        DynamicNode count = dynamicTest(expected + " methods of the TCK have run", () -> {
            loops.close();
            assertThat(methodsRun).hasValue(expected);
        });
        return Stream.concat(verifications.stream(), Stream.of(count));
    }

    private void run(Object verification, Method method) throws Throwable {
        callAll(verification, BeforeClass.class);
        try {
            callAll(verification, BeforeMethod.class);
            call(verification, method);
        } catch (SkipException e) {
            throw new AssertionError("skipped: " + e.getMessage(), e);
        } finally {
            callAll(verification, AfterClass.class);
        }
        methodsRun.incrementAndGet();
    }

    private static void callAll(Object verification, Class<? extends Annotation> annotation) throws Throwable {
        for (Method method : annotated(verification, annotation)) {
            call(verification, method);
        }
    }

    private static void call(Object verification, Method method) throws Throwable {
        try {
            method.invoke(verification);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static List<Method> annotated(Object verification, Class<? extends Annotation> annotation) {
        return Arrays.stream(verification.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }
}
