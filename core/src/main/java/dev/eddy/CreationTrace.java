package dev.eddy;

/** Where something was created, in debug mode: nothing has failed. */
final class CreationTrace extends Throwable {
    private static final long serialVersionUID = 1L;

    CreationTrace() {
        super("it was created here");
    }
}
