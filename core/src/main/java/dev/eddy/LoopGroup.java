package dev.eddy;

import dev.eddy.internal.Sneaky;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** The next loop of the shared group, whichever that is at the moment. */
    public static EventLoop sharedNext() {
        while (true) {
            LoopGroup group = shared();
            synchronized (group) {
                if (!group.closed) {
                    return group.next();
                }
            }
            // It was closed, but not yet forgotten, or forgotten since: there is another one, or will be at once.
            forget(group);
        }
    }

    private static synchronized void forget(LoopGroup group) {
        if (shared == group) {
            shared = null;
        }
    }

    /**
     * The next loop, taking turns.
     *
     * @throws Throwable undeclared, what the factory throws
     * @throws IllegalStateException if this group is closed
     */
    public synchronized EventLoop next() {
        if (closed) {
            throw new IllegalStateException("the loop group '" + name + "' is closed");
        }
        int index = turn;
        turn = (turn + 1) % members.length;
        Member member = members[index];
        if (member == null || member.hasEnded()) {
            member = new Member(name + "-" + (index + 1), loopFactory);
            members[index] = member;
        }
        try {
            return member.loop.join();
        } catch (CompletionException e) {
            throw Sneaky.<RuntimeException>raise(ForeignFuture.unwrap(e));
        }
    }

    /** Cancels what is pending and ends the threads; waits for that, except in a coroutine. */
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
        private final AtomicBoolean toldToStop = new AtomicBoolean();
        private boolean stopping; // for the loop's thread
        private final Thread thread;

        Member(String name, Supplier<EventLoop> loopFactory) {
            thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(loopFactory));
            thread.start();
        }

        private void run(Supplier<EventLoop> loopFactory) {
            try (Runner runner = new Runner(loopFactory)) {
                EventLoop own = runner.getLoop();
                own.callSoon(() -> loop.complete(own));
                runUntilStopped(own);
            } catch (Throwable e) {
                if (!loop.completeExceptionally(e)) { // else next() tells
                    throw e;
                }
            }
        }

        /** Neither a fatal error nor a {@code stop()} of one coroutine ends the loop, which others share. */
        private void runUntilStopped(EventLoop own) {
            while (!stopping) {
                try {
                    own.runForever();
                } catch (VirtualMachineError e) {
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }

        boolean hasEnded() {
            return loop.isCompletedExceptionally() || !thread.isAlive();
        }

        /** Waits for the start; null if it failed, which {@code next()} tells. */
        private @Nullable EventLoop loopIfStarted() {
            return loop.handle((own, failure) -> own).join();
        }

        /** Once: a second stop would end the run in which the first one's tasks are cancelled. */
        void stop() {
            EventLoop own = loopIfStarted();
            if (own != null && toldToStop.compareAndSet(false, true)) {
                own.post(() -> {
                    stopping = true;
                    own.stop();
                });
            }
        }

        /** Uninterruptibly, but not in a coroutine, which its own loop, or one that waits for it, may have to run. */
        void join() {
            boolean interrupted = false;
            while (EventLoop.current() == null) {
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
