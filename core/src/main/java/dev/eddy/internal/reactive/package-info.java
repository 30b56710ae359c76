/** The subscribers that feed coroutines and the publisher that coroutines feed, once for core and the bridges. */
package dev.eddy.internal.reactive;
