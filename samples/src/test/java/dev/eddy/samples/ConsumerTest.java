package dev.eddy.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Engine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's project: a program that is compiled and run against the modules, in a JVM of its own. */
class ConsumerTest {

    private static final String PROGRAM = """
            package consumer;

            import static dev.eddy.Asyncio.*;
            import static dev.eddy.reactor.ReactorBridge.*;
            import static dev.eddy.rxjava.RxBridge.*;

            import dev.eddy.Engine;
            import io.reactivex.rxjava3.core.Single;
            import reactor.core.publisher.Mono;

            public class Main {
                public static void main(String[] args) {
                    try {
                        run(() -> Mono.never().block());
                    } catch (IllegalStateException e) {
                        System.out.println("no blocking in a loop"); // even before the bridge is used
                    }
                    String joined = run(() -> await(Mono.just("mono")) + " " + await(Single.just("single")) + " "
                            + await(gather(Mono.just(1), Single.just(2), coroutine(() -> 3))));
                    System.out.println(Engine.getDefault().label() + " " + joined);
                }
            }
            """;

    private static final String MODULE = """
            module consumer {
                requires dev.eddy.reactor;
                requires dev.eddy.rxjava;
            }
            """;

    private static final String SPRING_PROGRAM = """
            package consumer;

            import static dev.eddy.Asyncio.*;

            import dev.eddy.Coroutine;
            import dev.eddy.reactor.spring.SpringAdapters;
            import org.springframework.core.ReactiveAdapterRegistry;
            import reactor.core.publisher.Mono;

            public class Main {
                public static void main(String[] args) {
                    ReactiveAdapterRegistry registry = new ReactiveAdapterRegistry();
                    SpringAdapters.register(registry);
                    var adapter = registry.getAdapter(Coroutine.class);
                    System.out.println(Mono.from(adapter.toPublisher(coroutine(() -> "spring"))).block());
                }
            }
            """;

    private static final String SPRING_MODULE = """
            module consumer {
                requires dev.eddy.reactor;
                requires org.apache.commons.logging; // spring.core needs it, and as an automatic module cannot say so
                requires spring.core;
            }
            """;

    private static final String TEST_PROGRAM = """
            package consumer;

            import static dev.eddy.reactor.ReactorBridge.await;

            import dev.eddy.Engine;
            import dev.eddy.testing.EddyTest;
            import dev.eddy.testing.TestScope;
            import java.io.PrintWriter;
            import java.time.Duration;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
            import org.junit.platform.launcher.core.LauncherFactory;
            import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
            import reactor.core.publisher.Mono;

            public class Main {
                static class Reminder {
                    static final Mono<Long> ASSEMBLED_BEFORE = Mono.delay(Duration.ofHours(1));

                    @EddyTest
                    void waits(TestScope scope) {
                        await(ASSEMBLED_BEFORE);
                        if (!scope.time().equals(Duration.ofHours(1))) {
                            throw new AssertionError(scope.time());
                        }
                    }
                }

                public static void main(String[] args) {
                    SummaryGeneratingListener listener = new SummaryGeneratingListener();
                    LauncherFactory.create().execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(Reminder.class))
                                    .build(),
                            listener);
                    listener.getSummary().printFailuresTo(new PrintWriter(System.out, true));
                    System.out.println(Engine.getDefault().label() + " succeeded: "
                            + listener.getSummary().getTestsSucceededCount());
                }
            }
            """;

    private static final String TEST_MODULE = """
            module consumer {
                requires dev.eddy.testing;
                requires dev.eddy.reactor;
                requires org.junit.platform.launcher;

                opens consumer to org.junit.platform.commons;
            }
            """;

    /** What both bridges need. */
    private static final String EDDY = "eddy-(core|reactor|rxjava)|jspecify|reactive-streams|reactor-core|rxjava";

    private static final String EDDY_AND_SPRING = EDDY + "|spring-core|commons-logging";

    private static final String EDDY_AND_TESTING =
            EDDY + "|eddy-testing|junit-(jupiter|platform)-[a-z]+|opentest4j|apiguardian-api";

    @TempDir Path directory;

    @Test
    void a_program_on_the_module_path_uses_core_and_both_bridges() throws Exception {
        Path classes = compile(PROGRAM, EDDY, "--module-path", moduleInfo(MODULE));

        List<String> output = java(
                flagFor("dev.eddy"),
                List.of("--module-path", classes + File.pathSeparator + path(EDDY), "--module",
                        "consumer/consumer.Main"));

        assertThat(output)
                .containsExactly("no blocking in a loop", Engine.getDefault().label() + " mono single [1, 2, 3]");
    }

    @Test
    void a_program_on_the_class_path_uses_core_and_both_bridges() throws Exception {
        Path classes = compile(PROGRAM, EDDY, "--class-path");

        List<String> output = java(
                flagFor("ALL-UNNAMED"),
                List.of("--class-path", classes + File.pathSeparator + path(EDDY), "consumer.Main"));

        assertThat(output)
                .containsExactly("no blocking in a loop", Engine.getDefault().label() + " mono single [1, 2, 3]");
    }

    @Test
    void a_program_on_the_module_path_registers_with_spring() throws Exception {
        Path classes = compile(SPRING_PROGRAM, EDDY_AND_SPRING, "--module-path", moduleInfo(SPRING_MODULE));

        List<String> output = java(
                flagFor("dev.eddy"),
                List.of("--module-path", classes + File.pathSeparator + path(EDDY_AND_SPRING), "--module",
                        "consumer/consumer.Main"));

        assertThat(output).containsExactly("spring");
    }

    @Test
    void a_test_on_the_module_path_is_a_coroutine_in_virtual_time() throws Exception {
        Path classes = compile(TEST_PROGRAM, EDDY_AND_TESTING, "--module-path", moduleInfo(TEST_MODULE));

        List<String> output = java(
                flagFor("dev.eddy"),
                List.of("--module-path", classes + File.pathSeparator + path(EDDY_AND_TESTING), "--module",
                        "consumer/consumer.Main"));

        assertThat(output).containsExactly(Engine.getDefault().label() + " succeeded: 1");
    }

    private Path moduleInfo(String module) throws IOException {
        return Files.writeString(directory.resolve("module-info.java"), module);
    }

    private Path compile(String program, String libraries, String pathOption, Path... more) throws IOException {
        Path classes = directory.resolve("classes");
        Path source = Files.createDirectories(directory.resolve("consumer")).resolve("Main.java");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), pathOption, path(libraries)));
        arguments.add(Files.writeString(source, program).toString());
        Arrays.stream(more).map(Path::toString).forEach(arguments::add);

        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));

        assertThat(code).isZero();
        return classes;
    }

    private static List<String> java(List<String> flags, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s", output).isZero();
        return output;
    }

    /** What the JVM is told to have the engine of this run. */
    private static List<String> flagFor(String module) {
        return switch (Engine.getDefault()) {
            case CONTINUATION -> List.of("--add-exports", "java.base/jdk.internal.vm=" + module);
            case VIRTUAL_THREAD -> List.of();
            case GREEN -> List.of("--add-opens", "java.base/java.lang=" + module, "-Deddy.engine=green");
        };
    }

    /** What a consumer has of the class path of this test: Eddy's modules and these libraries, no other optional ones. */
    private static String path(String libraries) {
        List<String> wanted = new ArrayList<>(List.of("core", "reactor-bridge", "rxjava-bridge"));
        if (libraries.contains("eddy-testing")) {
            wanted.add("testing");
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(
                        ".*[/\\\\](" + libraries + ")-[^/\\\\]*jar")
                        || wanted.stream()
                                .anyMatch(module -> Path.of(entry).endsWith(Path.of(module, "target", "classes"))))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
