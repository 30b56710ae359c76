package dev.eddy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Event loops that run for ever, each on a daemon thread of its own. The {@link #shared} one, with a loop for each
 * processor, runs the coroutines of reactive code that is subscribed to outside any loop. A coroutine stays on its loop
 * for life.
 *
 * <p>Thread-safe. The loops start when they are first asked for.
 */
public final class LoopGroup implements AutoCloseable {

    private static @Nullable LoopGroup shared;

    private final String name;
    private final Supplier<EventLoop> loopFactory;
    private final @Nullable Member[] members;
    private int turn;
    private boolean closed;

    /**
     * @param name of the threads, a number is added
     * @param size the number of loops, at least one
     * @throws IllegalArgumentException if the size is not positive
     */
    public LoopGroup(String name, int size) {
        this(name, size, EventLoop::create);
    }

    /** As {@link #LoopGroup(String, int)}, with a factory for the loops, called on each loop's own thread. */
    public LoopGroup(String name, int size, Supplier<EventLoop> loopFactory) {
        if (size < 1) {
            throw new IllegalArgumentException("a loop group needs at least one loop, size is " + size);
        }
        this.name = Objects.requireNonNull(name, "name");
        this.loopFactory = Objects.requireNonNull(loopFactory, "loopFactory");
        this.members = new @Nullable Member[size];
    }

    /** The group for code that names no loop; made at the first call. */
    public static synchronized LoopGroup shared() {
        if (shared == null) {
            shared = new LoopGroup("eddy-loop", Runtime.getRuntime().availableProcessors());
        }
        return shared;
    }

    /** Closes the shared group, if there is one, as {@link #close} does; the next use makes a new one. */
    public static void closeShared() {
        LoopGroup group;
        synchronized (LoopGroup.class) {
            group = shared;
            shared = null;
        }
        if (group != null) {
            group.close();
        }
    }

    /**
     * The next loop, taking turns.
     *
     * @throws IllegalStateException if this group is closed
     */
    public synchronized EventLoop next() {
        if (closed) {
            throw new IllegalStateException("the loop group '" + name + "' is closed");
        }
        int index = turn;
        turn = (turn + 1) % members.length;
        Member member = members[index];
        if (member == null) {
            member = new Member(name + "-" + (index + 1), loopFactory);
            members[index] = member;
        }
        return member.loop.join();
    }

    /** Cancels what is pending, waits for it to end, and ends the threads. */
    @Override
    public void close() {
        List<Member> started = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (Member member : members) {
                if (member != null) {
                    started.add(member);
                }
            }
        }
        started.forEach(Member::stop);
        started.forEach(Member::join);
    }

    private static final class Member {
        final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
        private final Thread thread;

        Member(String name, Supplier<EventLoop> loopFactory) {
            thread = Thread.ofPlatform().name(name).daemon().start(() -> run(loopFactory));
        }

        private void run(Supplier<EventLoop> loopFactory) {
            try (Runner runner = new Runner(loopFactory)) {
                EventLoop own = runner.getLoop();
                own.callSoon(() -> loop.complete(own));
                runUntilStopped(own);
            } catch (Throwable e) {
                loop.completeExceptionally(e);
                throw e;
            }
        }

        /** A fatal error of one coroutine ends a run, but not the loop, which others share. */
        private static void runUntilStopped(EventLoop own) {
            while (true) {
                try {
                    own.runForever();
                    return;
                } catch (VirtualMachineError e) {
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }

        /** Waits for the start; null if it failed, which {@code next()} tells. */
        private @Nullable EventLoop loopIfStarted() {
            return loop.handle((own, failure) -> own).join();
        }

        void stop() {
            EventLoop own = loopIfStarted();
            if (own != null && !own.isClosed()) {
                own.callSoonThreadsafe(own::stop);
            }
        }

        /** Uninterruptibly, but not from a coroutine of the loop itself. */
        void join() {
            boolean interrupted = false;
            while (thread != Thread.currentThread() && EventLoop.current() != loopIfStarted()) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
