package dev.eddy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** The rooms of core: each uses only the rooms that are listed before it, and nothing else but the JDK and two APIs. */
@AnalyzeClasses(packages = "dev.eddy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final List<String[]> ROOMS = List.of(
            new String[] {"dev.eddy.internal"},
            new String[] {"dev.eddy.internal.fiber"},
            new String[] {"dev.eddy.context"},
            new String[] {"dev.eddy"},
            new String[] {"dev.eddy.internal.sync"},
            new String[] {"dev.eddy.sync"},
            new String[] {"dev.eddy.queue"},
            new String[] {"dev.eddy.generator"},
            new String[] {"dev.eddy.greenlet"},
            new String[] {"dev.eddy.gevent"},
            new String[] {"dev.eddy.reactive", "dev.eddy.internal.reactive"});

    @ArchTest static final ArchRule core_depends_on_the_jdk_reactive_streams_and_annotations_alone = classes()
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "dev.eddy..", "org.reactivestreams..", "org.jspecify.annotations.."));

    @ArchTest static final ArchRule only_the_reactive_room_knows_reactive_streams = noClasses()
            .that()
            .resideOutsideOfPackages("dev.eddy.reactive", "dev.eddy.internal.reactive")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.reactivestreams..");

    @ArchTest static final ArchRule every_package_is_a_room =
            classes().should().resideInAnyPackage(ROOMS.stream().flatMap(Stream::of).toArray(String[]::new));

    @ArchTest static final ArchRule the_stacks_of_tasks_know_every_package = classes()
            .that()
            .resideOutsideOfPackage("dev.eddy.internal..")
            .should()
            .resideInAnyPackage(TaskStack.PACKAGES.toArray(String[]::new));

    @ArchTest
    static void a_room_uses_only_rooms_before_it(com.tngtech.archunit.core.domain.JavaClasses classes) {
        for (int i = 0; i < ROOMS.size() - 1; i++) {
            String[] after =
                    ROOMS.subList(i + 1, ROOMS.size()).stream().flatMap(Stream::of).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOMS.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(after)
                    .check(classes);
        }
    }
}
