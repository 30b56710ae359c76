package dev.eddy.stress;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The threads that there are, but for the JVM's own and those of its pools, which time out.
 *
 * @param platform their names
 * @param virtual their names; there is none while the program runs no loop
 */
record Census(List<String> platform, List<String> virtual) {

    /** What these begin with: carriers and clocks of virtual threads, cleaners, and the clock of {@code CompletableFuture}. */
    private static final Set<String> OF_THE_JVM = Set.of(
            "main",
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Notification Thread",
            "Attach Listener",
            "Common-Cleaner",
            "Cleaner-",
            "ForkJoinPool",
            "VirtualThread-un",
            "CompletableFutureDelayScheduler");

    static Census take() throws IOException {
        return new Census(
                Thread.getAllStackTraces()
                        .keySet()
                        .stream()
                        .map(Thread::getName)
                        .filter(name -> OF_THE_JVM.stream().noneMatch(name::startsWith))
                        .sorted()
                        .toList(),
                virtualThreads());
    }

    boolean isEmpty() {
        return platform.isEmpty() && virtual.isEmpty();
    }

    /** The JVM lists virtual threads only in a file. */
    private static List<String> virtualThreads() throws IOException {
        Path directory = Files.createTempDirectory("eddy-soak");
        Path dump = directory.resolve("threads.txt");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(dump)) {
                return lines.filter(line -> line.startsWith("#") && line.contains("\" virtual")).toList();
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }
}
