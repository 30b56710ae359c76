package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.internal.LoopProbe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What happens on the loop of a test. */
final class Probe extends LoopProbe {

    private final List<Future<@Nullable Void>> waitForIdle = new ArrayList<>();
    private final List<Future<@Nullable Void>> waitForBlocked = new ArrayList<>();
    /** Holds no task that nobody else does: one that is collected may be reported. */
    private final Map<Object, Lifetime> lifetimes = new WeakHashMap<>();
    private final Trial trial;
    private final boolean virtual;
    private @Nullable EventLoop loop;
    private int calls;
    private int advancing;

    /** Takes the step that is under way; read by the thread that watches the real-time limit. */
    private volatile @Nullable Thread thread;

    /**
     * @param virtual whether the clock of the loop jumps, which it does not while calls are under way
     */
    Probe(Trial trial, boolean virtual) {
        this.trial = trial;
        this.virtual = virtual;
    }

    void attach(EventLoop loop) {
        this.loop = loop;
    }

    /** Done when nothing is ready at this instant; also, if asked, no call is under way. */
    Future<@Nullable Void> nextIdle(boolean waitsForCalls) {
        if (loop == null || !loop.inEventLoop()) {
            throw new IllegalStateException(
                    "the scope of a test is for its loop's thread, not " + Thread.currentThread());
        }
        Future<@Nullable Void> idle = loop.createFuture();
        (waitsForCalls ? waitForBlocked : waitForIdle).add(idle);
        return idle;
    }

    /** Time moves meanwhile, whether or not calls are under way. */
    void whileAdvancing(Runnable sleep) {
        advancing++;
        try {
            sleep.run();
        } finally {
            advancing--;
        }
    }

    @Nullable Thread thread() {
        return thread;
    }

    boolean hasCalls() {
        return calls > 0;
    }

    /** When a task of the loop was created, and was done; on the clock of the loop. */
    record Lifetime(Duration created, @Nullable Duration ended) {}

    Lifetime lifetime(Task<?> task) {
        return Objects.requireNonNull(lifetimes.get(task), "a task of another loop");
    }

    private Duration time() {
        return Objects.requireNonNull(loop).time();
    }

    @Override
    public void created(Object task) {
        lifetimes.put(task, new Lifetime(time(), null));
        trial.created((Task<?>) task);
    }

    @Override
    public void ended(Object task) {
        lifetimes.computeIfPresent(task, (same, lifetime) -> new Lifetime(lifetime.created(), time()));
    }

    @Override
    public void begins(@Nullable Object task) {
        thread = Thread.currentThread();
    }

    @Override
    public void suspends(Object task) {
        trial.suspends((Task<?>) task);
    }

    @Override
    public <E> int arrange(ArrayDeque<E> ready, Entries<? super E> entries) {
        return trial.arrange(ready, entries, Objects.requireNonNull(loop));
    }

    @Override
    public void idle() {
        if (trial.idle(Objects.requireNonNull(loop))) {
            return;
        }
        complete(waitForIdle);
        if (calls == 0) {
            complete(waitForBlocked);
        }
    }

    private static void complete(List<Future<@Nullable Void>> waiting) {
        List<Future<@Nullable Void>> all = List.copyOf(waiting);
        waiting.clear();
        for (Future<@Nullable Void> future : all) {
            if (!future.done()) {
                future.setResult(null);
            }
        }
    }

    @Override
    public boolean waitsForOthers() {
        return virtual && calls > 0 && advancing == 0;
    }

    @Override
    public void callBegins() {
        calls++;
    }

    @Override
    public void callEnds() {
        calls--;
    }
}
