package dev.eddy.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A file of scenarios, one in each line. */
record Corpus(String name, List<String> lines) {

    private static final List<String> OURS = List.of("handwritten.jsonl", "fuzz.jsonl");

    /** The corpora that come with the tests, and those in the directory that {@code -Dconformance.dir} names. */
    static List<Corpus> all() throws IOException {
        List<Corpus> all = new ArrayList<>();
        for (String name : OURS) {
            all.add(resource(name));
        }
        String directory = System.getProperty("conformance.dir");
        if (directory != null) {
            for (Path file : filesIn(Path.of(directory))) {
                all.add(new Corpus(file.toString(), withoutBlank(Files.readAllLines(file))));
            }
        }
        return all;
    }

    private static Corpus resource(String name) throws IOException {
        try (var input = Objects.requireNonNull(Corpus.class.getResourceAsStream("/conformance/" + name), name);
                var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            return new Corpus(name, withoutBlank(reader.lines().toList()));
        }
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    private static List<String> withoutBlank(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank()).toList();
    }
}
