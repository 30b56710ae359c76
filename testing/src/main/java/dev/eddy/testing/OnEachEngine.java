package dev.eddy.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * An {@link EddyTest} that is repeated on each {@link dev.eddy.Engine} that is available in this JVM; with {@link EddyTest} beside
 * it, where that has something to say.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@TestTemplate
@ExtendWith(EddyExtension.class)
@ResourceLock(EddyTest.SCHEDULERS)
public @interface OnEachEngine {}
