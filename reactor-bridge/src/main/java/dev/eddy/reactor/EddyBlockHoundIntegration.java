package dev.eddy.reactor;

import dev.eddy.Engine;
import dev.eddy.EventLoop;
import java.util.List;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Has <a href="https://github.com/reactor/BlockHound">BlockHound</a> report calls that hold up an event loop: from a coroutine, a
 * callback, the body of a {@code mono} or {@code flux}, or an operator behind it. BlockHound throws its {@code
 * BlockingOperationError} out of the call, so the task fails with it. Found by {@link java.util.ServiceLoader}; programs do not use
 * it but write
 *
 * <pre>{@code
 * BlockHound.install(); // in a JVM with the flag -XX:+AllowRedefinitionToAddDeleteMethods
 * }</pre>
 *
 * <p>A thread counts as one that must not block while it runs a loop, and no longer: not those of {@code toThread}, {@code blocking}
 * or an executor. On the engine {@link Engine#GREEN} calls that suspend their task alone (sockets, {@code Thread.sleep}, locks) are
 * no fault; what holds up the loop there, such as the reading of a file, is reported.
 */
@SuppressWarnings("exports") // BlockHound is optional
public final class EddyBlockHoundIntegration implements BlockHoundIntegration {

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final boolean WAIT_SUSPENDS = Runtime.version().feature() >= 24;

    /** Where Eddy itself may wait: for work, its turn, or the JDK; to load and to log; and in what was declared as blocking. */
    static final List<Allowed> ALLOWED = List.of(
            new Allowed("dev.eddy.ReadyQueue", "park"),
            new Allowed("dev.eddy.ReadyQueue", "spin"),
            new Allowed("dev.eddy.BlockingCall", "runHere"),
            new Allowed("dev.eddy.Awaitables", "<clinit>"),
            new Allowed("dev.eddy.internal.Services", "usable"),
            new Allowed("dev.eddy.ErrorReports", "log"),
            new Allowed("dev.eddy.StepWatch", "ended"),
            new Allowed("dev.eddy.LoopGroup", "next"),
            new Allowed("dev.eddy.LoopGroup$Member", "loopIfStarted"),
            new Allowed("dev.eddy.internal.fiber.ThreadFibers$ThreadFiber", "awaitBaton"),
            new Allowed("dev.eddy.internal.fiber.ThreadFibers$ThreadFiber", "allFrames"),
            new Allowed("dev.eddy.internal.fiber.GreenFibers", "drive"),
            new Allowed("dev.eddy.internal.fiber.GreenFibers$GreenFiber", "carry"),
            new Allowed("dev.eddy.internal.fiber.GreenFibers$GreenFiber", "awaitBack"),
            new Allowed("dev.eddy.internal.fiber.GreenFibers$GreenFiber", "allFrames"));

    record Allowed(String type, String method) {}

    /** For the service loader. */
    public EddyBlockHoundIntegration() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // A virtual thread blocks by other calls than those that BlockHound knows.
        builder.markAsBlocking("java.lang.VirtualThread", "park", "()V");
        builder.markAsBlocking("java.lang.VirtualThread", "parkNanos", "(J)V");
        // Any thread may run a loop for a time; BlockHound is not to remember what it was when it first asked.
        builder.addDynamicThreadPredicate(thread -> true);
        builder.nonBlockingThreadPredicate(others -> others.or(EddyBlockHoundIntegration::holdsUpLoop));
        ALLOWED.forEach(allowed -> builder.allowBlockingCallsInside(allowed.type, allowed.method));
    }

    /** Asked by BlockHound within a call that blocks, for the thread that makes it. */
    private static boolean holdsUpLoop(Thread thread) {
        EventLoop loop = EventLoop.current();
        return loop != null && !(loop.getEngine() == Engine.GREEN && thread.isVirtual() && suspendsAlone());
    }

    /** Whether the JDK takes a virtual thread off its carrier in the call; else it holds up all others. */
    private static boolean suspendsAlone() {
        return STACK.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .dropWhile(type -> !type.equals("reactor.blockhound.BlockHoundRuntime"))
                .dropWhile(type -> type.equals("reactor.blockhound.BlockHoundRuntime"))
                .findFirst()
                .filter(type -> type.equals("java.lang.VirtualThread")
                        || type.startsWith("java.net.")
                        || type.equals("java.lang.Thread") // it spins a little before it parks
                        || (WAIT_SUSPENDS && type.equals("java.lang.Object")))
                .isPresent());
    }
}
