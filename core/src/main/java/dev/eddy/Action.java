package dev.eddy;

/** The body of a coroutine that returns nothing; with a result it is a {@link java.util.concurrent.Callable}. */
@FunctionalInterface
public interface Action {
    void run() throws Exception;
}
