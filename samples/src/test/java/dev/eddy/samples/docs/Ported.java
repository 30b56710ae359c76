package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.generator.Generator.generator;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.eddy.CancelScope;
import dev.eddy.EventLoop;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import dev.eddy.queue.Queue;
import dev.eddy.sync.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** The ported programs of docs/asyncio.md. */
class Ported {

    static String work(int job) {
        sleep(job == 3 ? ofSeconds(60) : ofMillis(job));
        return "result " + job;
    }

    static void worker(Queue<Integer> jobs, Map<Integer, String> results) {
        while (true) {
            int job = jobs.get();
            try {
                results.put(job, timeout(ofMillis(50), () -> work(job)));
            } catch (TimeoutException e) {
                results.put(job, "too slow");
            } finally {
                jobs.taskDone();
            }
        }
    }

    static Map<Integer, String> process() {
        Queue<Integer> jobs = new Queue<>(10);
        Map<Integer, String> results = new TreeMap<>();
        taskGroupVoid(group -> {
            List<Task<?>> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(group.createTask(() -> worker(jobs, results)));
            }
            for (int job = 0; job < 5; job++) {
                jobs.put(job);
            }
            jobs.join();
            workers.forEach(Task::cancel);
        });
        return results;
    }

    public static void main(String... args) {
        System.out.println(run(() -> process()));
    }

    private final Lock lock = new Lock();
    private int balance = 100;

    int withdraw(int amount) {
        return lock.run(() -> { // async with lock:
            int before = balance;
            sleep(ofMillis(1));
            balance = before - amount;
            return balance;
        });
    }

    static Generator<String> pages(String site) {
        return generator(g -> { // an async generator: its body awaits
            for (int page = 1; page <= 3; page++) {
                sleep(ofMillis(1));
                g.yield(site + "/" + page);
            }
        });
    }

    static List<String> readAll(String site) {
        List<String> read = new ArrayList<>();
        try (Generator<String> pages = pages(site)) { // async with aclosing(pages(site)) as pages:
            for (String page : pages) { // async for page in pages:
                read.add(page);
            }
        }
        return read;
    }

    static String tidy() {
        Task<Void> task = createTask(() -> sleep(ofSeconds(60)));
        try {
            await(task, IOException.class); // the class declares what it may throw, for the compiler
            return "done";
        } catch (IOException e) { // except OSError
            return "failed: " + e.getMessage();
        } finally { // finally runs on a cancellation, too; "except Exception" and catch (Exception e) do not see one
            task.cancel();
        }
    }

    static List<Object> allOutcomes() {
        return await(gatherReturnExceptions(createTask(() -> work(1)), createTask(() -> {
            throw new IOException("broken");
        })));
    }

    static String readBlocking(Path file) {
        return toThread(() -> Files.readString(file)); // await asyncio.to_thread(..)
    }

    static String fromAnotherThread(EventLoop loop) {
        CompletableFuture<String> result = runCoroutineThreadsafe(() -> work(1), loop);
        return result.join(); // blocks this thread, which is not the loop's
    }

    static CompletableFuture<String> onTheUserInterfacesThread(Executor dispatchThread) {
        return runAsGuest(dispatchThread, () -> work(1));
    }

    static void inDebugMode() {
        try (Runner runner = new Runner(EventLoop::create, true)) { // asyncio.run(main(), debug=True)
            runner.getLoop().setWatchdog(ofSeconds(1)); // logs the stack of whoever blocks the loop
            runner.run(() -> process());
        }
    }

    static String levelTriggered() {
        CancelScope scope = CancelScope.after(ofMillis(5));
        scope.run(() -> {
            try {
                sleep(ofSeconds(60));
            } catch (Throwable swallowed) {
                System.out.println("a cancellation of asyncio would be lost here");
            }
            sleep(ofSeconds(60)); // is interrupted at once, too
        });
        return scope.cancelledCaught() ? "cancelled" : "done";
    }
}
