package dev.eddy.testing.internal;

import dev.eddy.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A library of streams that a test may use: its schedulers, its hooks, its subscriptions. Each is in the class path or not, and
 * taken with its bridge, whose schedulers stand in for its own.
 */
public interface ReactiveLibrary {

    /** Those that are there. */
    List<ReactiveLibrary> PRESENT = find();

    /**
     * From now on its schedulers can be directed to a loop, those that were taken before too. To be called before anything of
     * the library is used; later calls do nothing.
     */
    void prepare();

    /**
     * A test begins.
     *
     * @param loop the one that its schedulers are to be; null leaves the real ones
     */
    Watch watch(@Nullable EventLoop loop, StreamObserver observer);

    /** The hold on a library for the time of a test. */
    interface Watch {
        /** Restores all; gives the names of the schedulers that the test has replaced and not restored. */
        List<String> end();
    }

    private static List<ReactiveLibrary> find() {
        List<ReactiveLibrary> found = new ArrayList<>();
        String here = ReactiveLibrary.class.getPackageName();
        addIfPresent(found, "dev.eddy.reactor.ReactorBridge", here + ".reactor.ReactorLibrary");
        addIfPresent(found, "dev.eddy.rxjava.RxBridge", here + ".rxjava.RxLibrary");
        return List.copyOf(found);
    }

    private static void addIfPresent(List<ReactiveLibrary> found, String bridge, String library) {
        try {
            Class<?> bridgeClass = Class.forName(bridge);
            found.add(Class.forName(library)
                    .asSubclass(ReactiveLibrary.class)
                    .getConstructor(Class.class)
                    .newInstance(bridgeClass));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            // It is not there.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this " + bridge + " is not one of this version of eddy-testing", e);
        }
    }
}
