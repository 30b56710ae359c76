package dev.eddy;

/** An entry of a loop's ready queue: a callback, or a task whose turn has come to begin or to go on. */
sealed interface Ready extends Waiter permits Handle, DoneCallback, Task {}
