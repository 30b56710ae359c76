package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.eddy.Task;
import java.time.Duration;
import java.util.List;

/** The README's asyncio program. */
class SideBySide {

    static String fetch(String name, Duration delay) {
        sleep(delay);
        return name + " is here";
    }

    public static void main(String... args) {
        run(() -> {
            List<String> both = timeout(ofSeconds(5), () -> await(gather(
                    () -> fetch("a", ofMillis(20)),
                    () -> fetch("b", ofMillis(10)))));
            System.out.println(both);
        });
    }

    static String pageOf(String user) {
        return taskGroup(group -> {
            Task<String> head = group.createTask(() -> fetch("head", ofMillis(10)));
            Task<String> body = group.createTask(() -> fetch(user, ofMillis(20)));
            return await(head) + ", " + await(body);
        }); // both have ended here; had one failed, the other would have been cancelled, and an ExceptionGroup thrown
    }

    static void cleansUp() {
        try {
            sleep(ofSeconds(60));
        } catch (Exception e) {
            throw new AssertionError("a cancellation is no Exception but a CancelledError, which is an Error", e);
        } finally {
            System.out.println("cleaned up");
        }
    }
}
