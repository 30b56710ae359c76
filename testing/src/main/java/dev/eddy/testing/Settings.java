package dev.eddy.testing;

import dev.eddy.Engine;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** How a test is to run. */
record Settings(String name, boolean virtual, boolean otherThreads, Duration limit, Set<Leak> allowedLeaks,
        Engine engine) {

    /** What the annotations say; those of the method go before those of its class, and these before the enclosing ones. */
    static Settings of(ExtensionContext context, Variation variation) {
        EddyTest test = nearest(context, EddyTest.class).orElseGet(() -> Defaults.class.getAnnotation(EddyTest.class));
        return new Settings(
                context.getTestMethod().map(method -> method.getName()).orElseGet(context::getDisplayName),
                test.time() == EddyTest.Time.VIRTUAL,
                test.otherThreads(),
                Duration.of(test.limit(), test.limitUnit().toChronoUnit()),
                nearest(context, AllowLeaks.class).map(allowed -> Set.of(allowed.value())).orElse(Set.of()),
                variation.engine());
    }

    static <A extends Annotation> Optional<A> nearest(ExtensionContext context, Class<A> annotation) {
        return elements(context, annotation).stream().findFirst();
    }

    private static <A extends Annotation> List<A> elements(ExtensionContext context, Class<A> annotation) {
        List<A> found = new ArrayList<>();
        context.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, annotation))
                .ifPresent(found::add);
        Class<?> type = context.getTestClass().orElse(null);
        while (type != null) {
            AnnotationSupport.findAnnotation(type, annotation).ifPresent(found::add);
            type = type.getEnclosingClass();
        }
        return found;
    }

    /** Where nothing is said. */
    @EddyTest
    private static final class Defaults {}
}
