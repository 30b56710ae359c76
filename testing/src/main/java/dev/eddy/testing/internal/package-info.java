/** How a test takes hold of a library of streams; not exported. */
package dev.eddy.testing.internal;
