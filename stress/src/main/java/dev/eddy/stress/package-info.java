/** The soak: random load for a long time, after which nothing is left. */
@NullMarked
package dev.eddy.stress;

import org.jspecify.annotations.NullMarked;
