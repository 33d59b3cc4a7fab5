package org.smime4j.testing;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.filter.JavadocLikePackageFilter;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.model.JApiCompatibilityChange;
import japicmp.model.JApiCompatibilityChangeType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What breaks an application between two versions, by japicmp. It is told what japicmp cannot know:
 * applications implement {@link #OF_APPLICATIONS} alone, so that only there a new method without a
 * body is a break.
 */
public final class Compatibility {

  public static final Set<String> OF_APPLICATIONS =
      Set.of(
          "org.smime4j.keys.CertificateSource",
          "org.smime4j.keys.KeySource",
          "org.smime4j.keys.PasswordSource",
          "org.smime4j.settings.ProgressListener",
          "org.smime4j.sources.ByteSource",
          "org.smime4j.sources.Fetcher",
          "org.smime4j.sources.PrivateKeyOperations",
          "org.smime4j.sources.TimestampSource");

  private Compatibility() {}

  /**
   * {@code .ci/compatible} calls it: OLD.jar VERSION NEW.jar VERSION. Prints the breaks, and fails
   * if this version may not have any.
   */
  public static void main(String... args) {
    List<String> breaks = breaks(Path.of(args[0]), Path.of(args[2]));
    breaks.forEach(System.out::println);
    int before = major(args[1]);
    boolean mayBreak = before == 0 || major(args[3]) > before;
    System.out.println(breaks.size() + (mayBreak ? " breaks, which are allowed" : " breaks"));
    System.exit(mayBreak || breaks.isEmpty() ? 0 : 1);
  }

  private static int major(String version) {
    return Integer.parseInt(version.replaceFirst("\\..*", ""));
  }

  /** The breaks between two jars, in binaries or sources that use them. */
  public static List<String> breaks(Path before, Path now) {
    JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
    options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
    options
        .getFilters()
        .getExcludes()
        .add(new JavadocLikePackageFilter("org.smime4j.internal", false));
    List<String> breaks = new ArrayList<>();
    for (JApiClass type :
        new JarArchiveComparator(options)
            .compare(
                new JApiCmpArchive(before.toFile(), "before"),
                new JApiCmpArchive(now.toFile(), "now"))) {
      Stream.of(
              Stream.of(type),
              type.getMethods().stream(),
              type.getConstructors().stream(),
              type.getFields().stream(),
              type.getInterfaces().stream(),
              type.getAnnotations().stream(),
              Stream.of(type.getSuperclass()))
          .flatMap(members -> members)
          .forEach(
              member ->
                  ((JApiCompatibility) member)
                      .getCompatibilityChanges().stream()
                          .filter(change -> isBreak(type, change))
                          .map(change -> type.getFullyQualifiedName() + " " + change.getType())
                          .forEach(breaks::add));
    }
    return breaks.stream().distinct().sorted().toList();
  }

  private static boolean isBreak(JApiClass type, JApiCompatibilityChange change) {
    boolean isOurs =
        change.getType() == JApiCompatibilityChangeType.METHOD_ADDED_TO_INTERFACE
            && !OF_APPLICATIONS.contains(type.getFullyQualifiedName());
    return !isOurs && !(change.isBinaryCompatible() && change.isSourceCompatible());
  }
}
