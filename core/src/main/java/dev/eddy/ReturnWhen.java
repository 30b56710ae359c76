package dev.eddy;

/** When {@link Asyncio#wait} returns: the {@code return_when} of {@code asyncio.wait}. */
public enum ReturnWhen {
    /** When any future is done. */
    FIRST_COMPLETED,
    /** When any future has failed (a cancelled one does not count), or all are done. */
    FIRST_EXCEPTION,
    /** When all futures are done. */
    ALL_COMPLETED
}
