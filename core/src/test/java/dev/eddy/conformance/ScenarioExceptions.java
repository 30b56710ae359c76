package dev.eddy.conformance;

import org.jspecify.annotations.Nullable;

/** The exceptions that scenarios raise and that have no counterpart in the JDK or in Eddy. */
final class ScenarioExceptions {

    private ScenarioExceptions() {}

    /** The ordinary error of scenarios; checked, as those are that a program awaits. */
    static final class Err extends Exception {
        private static final long serialVersionUID = 1L;

        Err(@Nullable String message) {
            super(message);
        }
    }

    /** An error that is not an {@code Exception}. */
    static final class BaseErr extends Error {
        private static final long serialVersionUID = 1L;

        BaseErr(@Nullable String message) {
            super(message);
        }
    }

    /** Python's {@code Exception} itself. */
    static final class PlainException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Python's {@code BaseException} itself. */
    static final class PlainBaseException extends Error {
        private static final long serialVersionUID = 1L;
    }

    static final class KeyError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KeyError(@Nullable String message) {
            super(message);
        }
    }

    static final class TypeError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TypeError(@Nullable String message) {
            super(message);
        }
    }

    /** The end of an asynchronous generator, for which Eddy has the same exception as for an ordinary one. */
    static final class StopAsyncIteration extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The run is over, or was given up: unwinds a body without a trace. */
    static final class ScenarioOver extends Error {
        private static final long serialVersionUID = 1L;

        ScenarioOver(String reason) {
            this(reason, null);
        }

        /** With what CPython would throw there, which goes to the exception handler. */
        ScenarioOver(String reason, @Nullable Throwable cause) {
            super(reason, cause, false, false);
        }
    }
}
