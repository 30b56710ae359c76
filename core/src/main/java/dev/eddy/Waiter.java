package dev.eddy;

/** What a future tells that it is done: an entry of the ready queue, whose turn it is then, or a tally. */
sealed interface Waiter permits Ready, Tally {}
