package dev.eddy.stress;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What went wrong in the soak, whoever noticed it. */
final class Problems {

    private static final Logger LOGGER = Logger.getLogger("dev.eddy");
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();
    private static final int ENOUGH = 50;

    private Problems() {}

    /** Takes the errors that nobody receives, which Eddy logs, as problems too, unless they are planned; prints none of them. */
    static void watchLog() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getThrown() != null) {
                    unlessPlanned(logged.getMessage(), logged.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    static void add(String problem) {
        if (FOUND.size() < ENOUGH) {
            FOUND.add(problem);
            System.out.println("PROBLEM " + problem);
        }
    }

    static void unlessPlanned(String where, Throwable failure) {
        if (!PlannedException.isPlanned(failure)) {
            add(where + ": " + failure);
            failure.printStackTrace(System.out);
        }
    }

    static List<String> all() {
        return List.copyOf(FOUND);
    }
}
