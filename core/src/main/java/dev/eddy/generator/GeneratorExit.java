package dev.eddy.generator;

/**
 * The generator is being closed: Python's {@code GeneratorExit}. Thrown inside of the body, where it is suspended in a
 * {@code yield}. An {@link Error}, so that {@code catch (Exception e)} does not swallow it; whoever catches it should clean up
 * and throw it on, or return.
 *
 * <pre>{@code
 * try {
 *     g.yield(row);
 * } catch (GeneratorExit e) { rollBack(); throw e; }
 * }</pre>
 */
public final class GeneratorExit extends Error {
    private static final long serialVersionUID = 1L;

    public GeneratorExit() {
        super("the generator is being closed");
    }
}
