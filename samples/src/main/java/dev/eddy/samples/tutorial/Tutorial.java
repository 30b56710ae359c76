package dev.eddy.samples.tutorial;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists and runs the programs of the tutorial that Eddy comes from: greenlet, {@code yield}, gevent, asyncio, in its order. */
public final class Tutorial {

    static final List<Program> PROGRAMS = List.of(
            new Program("greenlet", "3: two greenlets that switch to each other", GreenletSwitching::run),
            new Program("yield-from", "4: a generator that delegates to another", YieldFrom::run),
            new Program("three-greenlets", "5 (1): three greenlets in a row", ThreeGreenlets::run),
            new Program("five-pages", "5 (2): gevent fetches five pages; --live [URL...] real ones", FivePages::run),
            new Program("decorator", "6: two coroutine objects, and wait", DecoratorStyle::run),
            new Program("async-await", "7: the same with plain methods", AsyncAwait::run),
            new Program("event-loop", "7.1: the event loop by hand", EventLoopByHand::run),
            new Program("coroutine-object", "7.2: calling a coroutine function runs nothing", CoroutineObject::run),
            new Program("run", "7.3: run_until_complete and run", RunAndRunUntilComplete::run),
            new Program("await", "7.4, 1: await once", AwaitOnce::run),
            new Program("await-twice", "7.4, 2: await twice in a row", AwaitTwice::run),
            new Program("create-task", "7.5, 1: two tasks", CreateTask::run),
            new Program("task-list", "7.5, 2: a list of tasks, and wait", TaskList::run),
            new Program("wait-first", "7.5, 3: coroutines from before the loop exists", WaitBeforeLoop::run));

    private static final String USAGE = """
            usage: java -jar eddy-samples.jar NAME [ARGUMENTS]
                   java -jar eddy-samples.jar all
            programs:""";

    private Tutorial() {}

    /** See the usage, which is printed without arguments. */
    public static void main(String... args) throws Exception {
        System.exit(run(System.out, args));
    }

    /** Gives the exit status. */
    static int run(PrintStream out, String... args) throws Exception {
        if (args.length == 0) {
            list(out);
            return 0;
        }
        List<Program> chosen = new ArrayList<>();
        for (Program program : PROGRAMS) {
            if (args[0].equals(program.name()) || args[0].equals("all")) {
                chosen.add(program);
            }
        }
        if (chosen.isEmpty()) {
            out.println("no such program: " + args[0]);
            list(out);
            return 2;
        }
        for (Program program : chosen) {
            if (chosen.size() > 1) {
                out.println("== " + program.name() + " (" + program.about() + ")");
            }
            program.run(out, Arrays.asList(args).subList(1, args.length));
        }
        return 0;
    }

    private static void list(PrintStream out) {
        out.println(USAGE);
        PROGRAMS.forEach(program -> out.println("    %-18s %s".formatted(program.name(), program.about())));
    }
}
