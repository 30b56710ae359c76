/**
 * Tests of code with coroutines.
 *
 * <p>{@link dev.eddy.testing.EddyTest} is where to begin.
 */
package dev.eddy.testing;
