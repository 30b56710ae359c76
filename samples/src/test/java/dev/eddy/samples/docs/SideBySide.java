package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

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
}
