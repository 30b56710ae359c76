package dev.eddy.samples;

/** A server answered, but not with the page: the status is 400 or above. */
final class HttpStatusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HttpStatusException(int status) {
        super("HTTP status " + status);
    }
}
