package org.orion.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The arrows of `ARCHITECTURE.md`, and the habits that a machine can hold.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.orion");

  private static final List<String> EMPTY_ENDINGS =
      List.of("Manager", "Helper", "Util", "Utils", "Impl", "Common", "Service", "Base");

  @Test
  void allModulesAreLookedAt() {
    assertThat(
            CLASSES.stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toSet()))
        .contains("exchange", "triage", "operations", "app");
  }

  @Test
  void exchangeKnowsNothingElseOfOrion() {
    noClasses()
        .that()
        .resideInAPackage("org.orion.exchange..")
        .should()
        .dependOnClassesThat(
            describe(
                "are of another module",
                type -> isOrion(type) && !type.getPackageName().startsWith("org.orion.exchange")))
        .check(CLASSES);
  }

  @Test
  void triageKnowsOnlyExchange() {
    noClasses()
        .that()
        .resideInAPackage("org.orion.triage..")
        .should()
        .dependOnClassesThat(
            describe(
                "are of a module other than exchange",
                type ->
                    isOrion(type)
                        && !type.getPackageName().startsWith("org.orion.triage")
                        && !type.getPackageName().startsWith("org.orion.exchange")))
        .check(CLASSES);
  }

  @Test
  void operationsKnowsOnlyExchange() {
    noClasses()
        .that()
        .resideInAPackage("org.orion.operations..")
        .should()
        .dependOnClassesThat(
            describe(
                "are of a module other than exchange",
                type ->
                    isOrion(type)
                        && !type.getPackageName().startsWith("org.orion.operations")
                        && !type.getPackageName().startsWith("org.orion.exchange")))
        .check(CLASSES);
  }

  @Test
  void triageHasNoNetwork() {
    noClasses()
        .that()
        .resideInAPackage("org.orion.triage..")
        .should()
        .dependOnClassesThat(
            describe(
                "open connections",
                type ->
                    (type.getPackageName().startsWith("java.net")
                            || type.getPackageName().startsWith("javax.net")
                            || type.getFullName().contains("SocketChannel"))
                        // The one way to a path's exact bytes; it names, and opens nothing.
                        && !type.isEquivalentTo(URI.class)))
        .check(CLASSES);
  }

  @Test
  void nobodyLogs() {
    noClasses()
        .that()
        .resideInAPackage("org.orion..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .check(CLASSES);
  }

  @Test
  void nobodyImportsTheAppOrTheBench() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.orion.app..", "org.orion.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.orion.app..", "org.orion.bench..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.orion.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.orion.bench..")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    classes()
        .should(
            com.tngtech.archunit.lang.conditions.ArchConditions.be(
                describe(
                    "named by a noun of the field",
                    (JavaClass type) ->
                        EMPTY_ENDINGS.stream().noneMatch(type.getSimpleName()::endsWith))))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() throws IOException {
    Set<String> undescribed = new TreeSet<>();
    for (String name :
        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet())) {
      try {
        if (!Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class)) {
          undescribed.add(name);
        }
      } catch (ClassNotFoundException noDescription) {
        undescribed.add(name);
      }
    }
    assertThat(undescribed).as("packages without a marked package-info").isEmpty();
  }

  private static boolean isOrion(JavaClass type) {
    return type.getPackageName().startsWith("org.orion.");
  }
}
