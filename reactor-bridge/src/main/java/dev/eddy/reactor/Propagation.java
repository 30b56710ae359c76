package dev.eddy.reactor;

import dev.eddy.context.ThreadLocalRegistry;
import java.util.function.Supplier;
import reactor.util.context.Context;

/** The thread-locals that micrometer's context-propagation knows, in Reactor's contexts; without that library, none. */
class Propagation {

    static final Propagation INSTANCE = find();

    Propagation() {}

    private static Propagation find() {
        try {
            Class.forName("io.micrometer.context.ContextRegistry", false, Propagation.class.getClassLoader());
            Propagation found = new MicrometerPropagation();
            ThreadLocalRegistry.register(new MicrometerThreadLocals());
            return found;
        } catch (ClassNotFoundException e) {
            return new Propagation();
        } catch (LinkageError e) {
            System.getLogger("dev.eddy")
                    .log(
                            System.Logger.Level.ERROR,
                            "the library context-propagation is there but cannot be used: no thread-locals go with"
                                    + " Reactor's contexts",
                            e);
            return new Propagation();
        }
    }

    /** Has registered them with core when it returns. */
    static void prepare() {}

    /** The context with the values of the calling thread, and without the keys of those that it has no value of. */
    Context capture(Context context) {
        return context;
    }

    /** Has the calling thread's values be those of the context, as far as it has any, while the action runs. */
    <T> T with(Context context, Supplier<T> action) {
        return action.get();
    }
}
