package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.sleep;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The tutorial's pseudo code. A loop that was told to stop before it runs makes one pass: it runs what is ready, once. So its
 * owner can do the rest by hand.
 */
final class EventLoopByHand {

    private EventLoopByHand() {}

    /** A mission with so many steps. */
    private static void mission(PrintStream out, String name, int steps) {
        for (int step = 1; step <= steps; step++) {
            out.println(name + ", step " + step);
            sleep(Duration.ZERO); // ready again in the next pass
        }
    }

    static void run(PrintStream out) {
        try (EventLoop loop = EventLoop.create()) {
            List<Task<?>> taskList = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                int number = i;
                Task<?> task = loop.createTask(() -> mission(out, "Mission " + number, number));
                task.setName("Mission " + number);
                taskList.add(task);
            }
            while (!taskList.isEmpty()) {
                loop.stop();
                loop.runForever(); // every executable task has its turn
                for (Task<?> completed : taskList.stream().filter(Task::done).toList()) {
                    out.println(completed.getName() + " is completed");
                    taskList.remove(completed);
                }
            }
        }
    }
}
