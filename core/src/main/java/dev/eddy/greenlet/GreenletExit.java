package dev.eddy.greenlet;

/**
 * Ends a greenlet: {@code greenlet.GreenletExit}. Thrown inside of it, where it is suspended, when it is killed or when nobody
 * can ever switch to it again. If it leaves the body, that counts as a normal end, whose result is this object. An {@link Error},
 * so that {@code catch (Exception e)} does not swallow it; whoever catches it should clean up and throw it on, or return.
 *
 * <pre>{@code
 * try {
 *     Greenlet.getCurrent().parent().switchTo();
 * } catch (GreenletExit e) { rollBack(); throw e; }
 * }</pre>
 */
public final class GreenletExit extends Error {
    private static final long serialVersionUID = 1L;

    public GreenletExit() {
        super("the greenlet is being ended");
    }
}
