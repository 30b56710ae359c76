package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.LoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where micrometer's context-propagation is not there, or is there but broken: Eddy and Reactor are loaded once more without it. */
class ContextPropagationLibraryTest {

    private final Logger logger = Logger.getLogger("dev.eddy");
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            logged.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    /** A world of its own, in which some classes of the library are missing. */
    private static final class Without extends ClassLoader {

        private final Predicate<String> missing;

        Without(Predicate<String> missing) {
            super(ContextPropagationLibraryTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (missing.test(name)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.eddy.") && !name.startsWith("reactor.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        void runProgram() throws ReflectiveOperationException {
            ((Runnable) loadClass(Program.class.getName())
                    .getDeclaredConstructor()
                    .newInstance()).run();
        }
    }

    /** Uses the bridge, and sees that nothing is captured. */
    public static final class Program implements Runnable {

        public Program() {}

        @Override
        public void run() {
            assertThat(Propagation.INSTANCE.getClass()).isEqualTo(Propagation.class);
            Asyncio.run(() -> {
                assertThat(contextView().isEmpty()).isTrue();
                Mono<Integer> size = Mono.deferContextual(context -> Mono.just(context.size()));
                assertThat(ReactorBridge.<Integer>await(size)).isZero();
                assertThat(ReactorBridge.<Integer>await(size.delayElement(Duration.ofMillis(1)))).isZero();
                assertThat(collect(flux(out -> out.emit(contextView().isEmpty())))).containsExactly(true);
                await(mono(() -> {
                    sleep(Duration.ZERO);
                    assertThat(contextView().<String>get("key")).isEqualTo("value");
                }).publishOn(Schedulers.parallel()).contextWrite(written -> written.put("key", "value")));
                assertThat(createTask(() -> toThread(() -> 1)).await()).isEqualTo(1);
            });
            assertThat(mono(() -> 1).subscribeOn(Schedulers.boundedElastic()).block()).isEqualTo(1);
            LoopGroup.closeShared();
            Schedulers.shutdownNow();
        }
    }

    @Test
    void where_it_is_not_there_nothing_is_captured_nor_said() throws Exception {
        Without library = new Without(name -> name.startsWith("io.micrometer.context."));

        library.runProgram();

        assertThatThrownBy(() -> library.loadClass("io.micrometer.context.ContextRegistry"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(logged).isEmpty();
    }

    @Test
    void where_it_is_broken_that_is_said_once_and_nothing_is_captured() throws Exception {
        new Without(name -> name.equals("io.micrometer.context.ContextSnapshotFactory")).runProgram();

        assertThat(logged).singleElement().satisfies(one -> {
            assertThat(one.getMessage()).contains("context-propagation is there but cannot be used");
            assertThat(one.getThrown()).isInstanceOf(LinkageError.class);
        });
    }
}
