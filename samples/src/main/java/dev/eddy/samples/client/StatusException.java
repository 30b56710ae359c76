package dev.eddy.samples.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The origin has answered, but not with the value. */
public final class StatusException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * @param status of HTTP
     * @param retryAfter how long nothing is to be asked for; null if the origin does not say
     */
    public StatusException(int status, @Nullable Duration retryAfter) {
        super("HTTP status " + status + (retryAfter == null ? "" : ", retry after " + retryAfter));
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** How long nothing is to be asked for; null if the origin does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
