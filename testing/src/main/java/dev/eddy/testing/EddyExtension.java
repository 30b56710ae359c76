package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.VirtualClock;
import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** JUnit's way to {@link EddyTest} and the annotations beside it, which register it; programs do not use it. */
public final class EddyExtension
        implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, InvocationInterceptor, ParameterResolver,
        TestTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(EddyExtension.class);
    /** What makes a method a test of this extension, by itself or as part of an annotation of somebody's own. */
    private static final List<Class<? extends Annotation>> TEMPLATES =
            List.of(EddyTest.class, OnEachEngine.class, Interleavings.class, CancelAtEverySuspension.class);
    /** Where the run of one test is kept. */
    private static final String EACH = "each";
    /** Where the run of a method before or after all is kept. */
    private static final String ALL = "all";

    /** For JUnit. */
    public EddyExtension() {}

    // ---- which tests there are --------------------------------------------------------------------------------------

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        if (!isTestOfAnotherKind(method)) {
            return Variation.of(method, context);
        }
        if (Trial.isAsked(method) || AnnotationSupport.isAnnotated(method, OnEachEngine.class)) {
            throw Trial.refused(context,
                    "@OnEachEngine, @Interleavings and @CancelAtEverySuspension repeat no test of another"
                            + " kind, such as @Test or @ParameterizedTest; take that away");
        }
        return Stream.empty();
    }

    /** Whether the method is a test, or a template, without this extension: then this only runs it. */
    private static boolean isTestOfAnotherKind(Method method) {
        return AnnotationSupport.isAnnotated(method, org.junit.jupiter.api.Test.class)
                || Arrays.stream(method.getAnnotations())
                        .map(Annotation::annotationType)
                        .filter(type -> TEMPLATES.stream()
                                .noneMatch(own -> type == own || AnnotationSupport.isAnnotated(type, own)))
                        .anyMatch(type -> AnnotationSupport.isAnnotated(type, TestTemplate.class));
    }

    // ---- the loop of a test -----------------------------------------------------------------------------------------

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(EACH, newRun(context));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        end(context, EACH);
    }

    /** Ends the run of a method that got the loop as a parameter, and was not called, since another one could not be had. */
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end(context, ALL);
    }

    private static void end(ExtensionContext context, String key) throws Exception {
        TestRun run = store(context).remove(key, TestRun.class);
        if (run != null) {
            try {
                run.end();
                if (context.getExecutionException().isEmpty()) {
                    run.trial().passed();
                }
            } catch (Throwable e) {
                Throwable failure = explained(e, run);
                if (failure instanceof Exception exception) {
                    throw exception;
                }
                throw failure instanceof Error error ? error : new AssertionError(failure);
            }
        }
    }

    private static TestRun newRun(ExtensionContext context) {
        Variation variation = Variation.of(context);
        return new TestRun(Settings.of(context, variation), variation.trial());
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    // ---- methods ----------------------------------------------------------------------------------------------------

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runEach(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runEach(invocation, method, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runEach(invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runEach(invocation, method, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return run(runOf(context, EACH), method.getExecutable().getName(), invocation);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
            throws Throwable {
        run(runOf(context, EACH), context.getDisplayName(), invocation);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runAll(invocation, method, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runAll(invocation, method, context);
    }

    private static void runEach(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(runOf(context, EACH), method.getExecutable().getName(), invocation);
    }

    /** Such a method has a loop of its own, which ends with it. */
    private static void runAll(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        try {
            run(runOf(context, ALL), method.getExecutable().getName(), invocation);
        } finally {
            end(context, ALL);
        }
    }

    private static <T> T run(TestRun run, String name, Invocation<T> invocation) throws Throwable {
        try {
            return run.run(name, () -> {
                try {
                    return invocation.proceed();
                } catch (Exception | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            });
        } catch (Throwable e) {
            throw explained(e, run);
        }
    }

    private static Throwable explained(Throwable failure, TestRun run) {
        return failure instanceof TestAbortedException ? failure : run.trial().explain(failure);
    }

    private static TestRun runOf(ExtensionContext context, String key) {
        return store(context).getOrComputeIfAbsent(key, missing -> newRun(context), TestRun.class);
    }

    // ---- parameters -------------------------------------------------------------------------------------------------

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EventLoop.class || type == VirtualClock.class || type == TestScope.class
                || type == UnderTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Executable method = parameter.getDeclaringExecutable();
        if (!(method instanceof Method)) {
            throw new ParameterResolutionException("there is no loop yet when a test class is constructed; let "
                    + parameter.getParameter() + " be a parameter of a test or lifecycle method");
        }
        TestRun run = runOf(context, context.getTestMethod().isPresent() ? EACH : ALL);
        Class<?> type = parameter.getParameter().getType();
        if (type == EventLoop.class) {
            return run.loop();
        }
        if (type == TestScope.class) {
            return run.scope();
        }
        if (type == UnderTest.class) {
            return run.trial().underTest(run);
        }
        VirtualClock clock = run.clock();
        if (clock == null) {
            throw new ParameterResolutionException("this test runs in real time and has no VirtualClock");
        }
        return clock;
    }
}
