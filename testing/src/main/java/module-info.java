import org.jspecify.annotations.NullMarked;

/** Tests of code with coroutines: a JUnit extension. */
@NullMarked module dev.eddy.testing {
    requires transitive dev.eddy;
    requires transitive org.junit.jupiter.api;
    requires static io.reactivex.rxjava3;
    requires static org.assertj.core;
    requires static org.junit.platform.launcher;
    requires static reactor.core;

    exports dev.eddy.testing;

    provides org.junit.platform.launcher.LauncherSessionListener with
            dev.eddy.testing.internal.StandInsAtStart;
}
