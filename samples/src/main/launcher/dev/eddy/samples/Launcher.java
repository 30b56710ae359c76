package dev.eddy.samples;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The jar's main class. Unlike all others compiled for Java 17, which may be the {@code java} at hand where Maven runs on it: it
 * looks for a JDK that is new enough, where the usual installers put one, and has that run the programs.
 */
public final class Launcher {

    private static final int NEEDED = 21;

    private Launcher() {}

    /** Starts {@code dev.eddy.samples.tutorial.Tutorial}. */
    public static void main(String[] args) throws Exception {
        if (Runtime.version().feature() >= NEEDED) {
            Class.forName("dev.eddy.samples.tutorial.Tutorial")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
            return;
        }
        Path home = newestJdk();
        if (home == null) {
            System.err.println("These programs need Java " + NEEDED + " or newer; this is " + Runtime.version()
                    + ", and no other was found. Start them with the java of such a JDK.");
            System.exit(1);
        }
        System.exit(run(home, args));
    }

    private static int run(Path home, String[] args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith("eddy.")) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.add("-jar");
        command.add(new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static Path newestJdk() throws IOException {
        Path newest = null;
        int version = NEEDED - 1;
        for (Path home : homes()) {
            int its = versionOf(home);
            if (its > version) {
                newest = home;
                version = its;
            }
        }
        return newest;
    }

    private static List<Path> homes() throws IOException {
        List<Path> homes = new ArrayList<>();
        if (System.getenv("JAVA_HOME") != null) {
            homes.add(Path.of(System.getenv("JAVA_HOME")));
        }
        Path user = Path.of(System.getProperty("user.home"));
        for (Path parent : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt"), Path.of("C:\\Program Files\\Java"),
                Path.of("/Library/Java/JavaVirtualMachines"), user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> children = Files.list(parent)) {
                    children.sorted().forEach(child -> {
                        homes.add(child);
                        homes.add(child.resolve("Contents/Home"));
                    });
                }
            }
        }
        return homes;
    }

    /** Zero if there is no JDK. */
    private static int versionOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        String feature = version.replaceFirst("\\D.*", "");
        return feature.isEmpty() ? 0 : Integer.parseInt(feature);
    }
}
