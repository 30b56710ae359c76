import org.jspecify.annotations.NullMarked;

/** Tests of code with coroutines: a JUnit extension. */
@NullMarked module dev.eddy.testing {
    requires transitive dev.eddy;
    requires transitive org.junit.jupiter.api;

    exports dev.eddy.testing;
}
