package dev.eddy.testing.internal;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Prepares the libraries before the first test class is loaded, so that what is assembled in static fields or in a container of
 * beans follows the clock of a later test, too. Found by JUnit's launcher.
 */
public final class StandInsAtStart implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            ReactiveLibrary.PRESENT.forEach(ReactiveLibrary::prepare);
        } catch (RuntimeException | LinkageError e) { // no reason to run no test at all: the extension will say it again
            System.getLogger("dev.eddy.testing")
                    .log(System.Logger.Level.WARNING, "virtual schedulers cannot be had", e);
        }
    }
}
