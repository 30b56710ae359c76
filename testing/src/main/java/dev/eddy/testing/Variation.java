package dev.eddy.testing;

import dev.eddy.Engine;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** One of the ways in which a test is run, an invocation of a template for JUnit. */
record Variation(Engine engine, Trial trial) implements TestTemplateInvocationContext {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Variation.class);

    /** Those that the annotations of a method ask for; made one by one, each when the one before has ended. */
    static Stream<TestTemplateInvocationContext> of(Method method, ExtensionContext context) {
        List<Engine> engines = AnnotationSupport.isAnnotated(method, OnEachEngine.class)
                ? Arrays.stream(Engine.values()).filter(Engine::isAvailable).toList()
                : List.of(Engine.getDefault());
        return engines.stream()
                .flatMap(engine -> Trial.of(method, context).map(trial -> new Variation(engine, trial)));
    }

    /** The one under way; for a test of another kind, the plain one. */
    static Variation of(ExtensionContext context) {
        Variation variation = context.getStore(NAMESPACE).get(Variation.class, Variation.class);
        return variation != null ? variation : new Variation(Engine.getDefault(), new Trial());
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new TestWatcher() {
            @Override
            public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
                trial.failed();
            }
        });
    }

    @Override
    public void prepareInvocation(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Variation.class, this);
    }

    @Override
    public String getDisplayName(int invocation) {
        return engine.label() + trial.label();
    }
}
