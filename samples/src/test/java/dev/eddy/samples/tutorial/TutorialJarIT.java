package dev.eddy.samples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The jar, as it is after {@code mvn package}, in a JVM of its own without any flag. */
class TutorialJarIT {

    private record Outcome(int status, List<String> lines) {}

    private static Outcome java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        return new Outcome(process.waitFor(), lines);
    }

    private static Outcome jar(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-jar", Path.of("target", "eddy-samples.jar").toString()));
        all.addAll(List.of(arguments));
        return java(all.toArray(String[]::new));
    }

    @Test
    void it_runs_all_programs_in_the_tutorials_order() throws Exception {
        Outcome outcome = jar("all");

        List<String> expected = new ArrayList<>();
        for (Program program : Tutorial.PROGRAMS) {
            expected.add("== " + program.name() + " (" + program.about() + ")");
            expected.addAll(TutorialTest.EXPECTED.get(program.name()));
        }
        List<String> printed = new ArrayList<>(outcome.lines());
        printed.removeIf(line -> line.matches("\\d+\\.\\d{3} s"));
        printed.replaceAll(TutorialTest::withoutThread);
        assertThat(outcome.status()).isZero();
        assertThat(printed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(printed.subList(0, 14)).isEqualTo(expected.subList(0, 14)); // up to the five pages
    }

    @Test
    void it_runs_one_program() throws Exception {
        Outcome outcome = jar("yield-from");

        assertThat(outcome.status()).isZero();
        assertThat(TutorialTest.withoutTime(outcome.lines())).containsExactly("1", "2", "4", "3");
    }

    @Test
    void its_manifest_brings_the_flag_of_the_fastest_engine() throws Exception {
        Outcome outcome = java("-Deddy.engine=continuation", "-jar", "target/eddy-samples.jar", "run");

        assertThat(outcome.status()).as("%s", outcome.lines()).isZero();
    }

    @Test
    void an_unknown_name_is_status_2() throws Exception {
        assertThat(jar("unknown").status()).isEqualTo(2);
    }
}
