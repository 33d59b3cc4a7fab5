package org.smime4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.Serializable;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The project's rules over everything below one base package, so that {@link ArchitectureTest} can
 * hold them against the library and against a tree of planted violations alike.
 */
final class Architecture {

  private static final String ROOT = "root";

  /** The byte source is made by what implements it: the two packages count as one layer. */
  private static final Map<String, String> HALVES = Map.of("sources", "internal.bytes");

  /** Each package may know those before it: arrows only point down. */
  private static final List<String> PACKAGES =
      List.of(
          "internal.platform",
          "internal.names",
          "settings",
          "findings",
          "sources",
          "internal.events",
          "internal.io",
          "internal.asn1",
          "internal.provider",
          "internal.signature",
          "internal.content",
          "internal.recipient",
          "internal.mime",
          "internal.keyfile",
          "keys",
          "reports",
          "internal.address",
          "internal.certificate",
          "internal.files",
          "internal.keys",
          "internal.fetch",
          "internal.revocation",
          "internal.path",
          "internal.verify",
          "internal.sign",
          "internal.decrypt",
          "internal.lookup",
          "internal.encrypt",
          "internal.open",
          "internal.seal",
          ROOT,
          "jakarta");

  private static final Pattern VAGUE_NAME =
      Pattern.compile(
          "Standard.*|.*(Utils?|Helper|Manager|Impl|Interface|Factory|Access|Internals|Holder)");

  private static final Pattern BOOLEAN_VERDICT =
      Pattern.compile("(is|was)(Valid|Verified|Trusted).*|valid|verified|trusted");

  private final String base;

  Architecture(String base) {
    this.base = base;
  }

  ArchRule layers() {
    var architecture = layeredArchitecture().consideringOnlyDependenciesInAnyPackage(base + "..");
    for (String packageName : PACKAGES) {
      architecture = architecture.layer(packageName).definedBy(packagesOf(packageName));
    }
    for (int i = 0; i < PACKAGES.size(); i++) {
      var layer = architecture.whereLayer(PACKAGES.get(i));
      architecture =
          i == 0
              ? layer.mayNotAccessAnyLayer()
              : layer.mayOnlyAccessLayers(PACKAGES.subList(0, i).toArray(String[]::new));
    }
    return architecture.ensureAllClassesAreContainedInArchitecture();
  }

  /**
   * Sliced from the parent package: sliced from the base, the root package itself would be missed.
   */
  ArchRule noCycles() {
    return noCyclesBelow(base.substring(0, base.lastIndexOf('.')));
  }

  static ArchRule noCyclesBelow(String parent) {
    return slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.startsWith(parent + ".")
                    ? SliceIdentifier.of(whole(name.substring(parent.length() + 1)))
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "the packages below " + parent;
              }
            })
        .should()
        .beFreeOfCycles();
  }

  private static String whole(String name) {
    for (Map.Entry<String, String> halves : HALVES.entrySet()) {
      if (name.endsWith("." + halves.getValue())) {
        return name.replace(halves.getValue(), halves.getKey());
      }
    }
    return name;
  }

  /** No file needs another that needs it, but for the knots that are listed. */
  ArchRule noKnots() {
    return classes().should(Knots.none(base));
  }

  /** A reader of an exported package finds what he may use, and nothing else; Javadoc lists it. */
  ArchRule nothingHiddenInExportedPackages() {
    return classes()
        .that(
            describe(
                "are files of exported packages",
                type ->
                    type.getEnclosingClass().isEmpty()
                        && !isTheOneClassOfItsInterface(type)
                        && !type.getSimpleName().equals("package-info")
                        && !type.getPackageName().startsWith(base + ".internal")))
        .should()
        .bePublic();
  }

  /** It stands in the file of the sealed interface, so that Javadoc and a reader see one type. */
  private static boolean isTheOneClassOfItsInterface(JavaClass type) {
    return type.getInterfaces().stream()
            .anyMatch(each -> type.getName().equals(each.getName() + "Door"))
        && !Knots.file(type).equals(type.getName());
  }

  ArchRule onlyJakartaKnowsJakartaMail() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("jakarta"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("jakarta.mail..", "jakarta.activation.."));
  }

  /** Where the module jdk.jfr is missing, no class that needs it is touched. */
  ArchRule onlyEventsKnowTheRecorder() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("internal.events"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("jdk.jfr.."));
  }

  ArchRule noBouncyCastleInSignatures() {
    return classes()
        .that(areExported())
        .should(
            new ArchCondition<>("show no Bouncy Castle type") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                signatureOf(type)
                    .filter(t -> t.getPackageName().startsWith("org.bouncycastle"))
                    .forEach(
                        t ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    type, type.getName() + " shows " + t.getName())));
              }
            });
  }

  ArchRule nothingGlobal() {
    Map<String, Set<String>> global =
        Map.of(
            "java.security.Security",
                Set.of("addProvider", "insertProviderAt", "removeProvider", "setProperty"),
            "jakarta.activation.CommandMap", Set.of("setDefaultCommandMap"),
            "java.lang.System",
                Set.of("setProperty", "setProperties", "setOut", "setErr", "setIn", "getLogger"),
            "java.util.Locale", Set.of("setDefault"),
            "java.util.TimeZone", Set.of("setDefault"));
    return noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "the target changes what the whole JVM shares",
                access ->
                    global
                        .getOrDefault(access.getTargetOwner().getName(), Set.of())
                        .contains(access.getTarget().getName())));
  }

  ArchRule oneClock() {
    Pattern systemTime =
        Pattern.compile(Pattern.quote(base + ".internal.io.SystemTime") + "(\\$.*)?");
    return noClasses()
        .that(
            describe(
                "are not internal.io.SystemTime",
                type -> !systemTime.matcher(type.getName()).matches()))
        .should()
        .accessTargetWhere(describe("the target reads the clock", Architecture::readsTheClock));
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    if (!(access.getTarget()
        instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget target)) {
      return false;
    }
    JavaClass owner = target.getOwner();
    String name = target.getName();
    List<JavaClass> parameters = target.getRawParameterTypes();
    if (owner.isEquivalentTo(System.class)) {
      return name.equals("currentTimeMillis");
    }
    if (owner.isEquivalentTo(Clock.class)) {
      return name.startsWith("system") || name.startsWith("tick");
    }
    if (owner.getPackageName().equals("java.time") && name.equals("now")) {
      return parameters.stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }
    if (owner.isEquivalentTo(Date.class)) {
      return name.equals("<init>") && parameters.isEmpty();
    }
    if (owner.isAssignableTo(Calendar.class)) {
      return name.equals("getInstance") || (name.equals("<init>") && parameters.isEmpty());
    }
    return owner.isAssignableTo(X509Certificate.class)
        && name.equals("checkValidity")
        && parameters.isEmpty();
  }

  ArchRule noBooleanVerdicts() {
    return classes()
        .that(areExported())
        .should(
            new ArchCondition<>("offer no verdict as a boolean") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaMethod method : type.getMethods()) {
                  boolean answersYesOrNo =
                      method.getRawReturnType().isEquivalentTo(boolean.class)
                          || method.getRawReturnType().isEquivalentTo(Boolean.class);
                  if (isVisible(method)
                      && answersYesOrNo
                      && BOOLEAN_VERDICT.matcher(method.getName()).matches()) {
                    events.add(SimpleConditionEvent.violated(type, method.getFullName()));
                  }
                }
              }
            });
  }

  /** Exceptions and enum constants are serialisable by their nature; nothing else is. */
  ArchRule noSerializable() {
    return noClasses()
        .that()
        .arePublic()
        .and()
        .areNotAssignableTo(Throwable.class)
        .and()
        .areNotEnums()
        .should()
        .beAssignableTo(Serializable.class);
  }

  ArchRule namesSaySomething() {
    return noClasses()
        .should()
        .haveNameMatching(".*[.$](" + VAGUE_NAME.pattern() + ")")
        .because("a name says what the thing is");
  }

  ArchRule silence() {
    return noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "the target is the console",
                access ->
                    access.getTargetOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err", "in").contains(access.getTarget().getName())
                        || access.getTarget().getName().equals("printStackTrace")))
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."));
  }

  ArchRule nullMarked() {
    return classes()
        .should(
            new ArchCondition<>("live in a @NullMarked package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                  events.add(SimpleConditionEvent.violated(type, type.getName()));
                }
              }
            });
  }

  private String[] packagesOf(String packageName) {
    return HALVES.containsKey(packageName)
        ? new String[] {packageOf(packageName), packageOf(HALVES.get(packageName))}
        : new String[] {packageOf(packageName)};
  }

  private String packageOf(String packageName) {
    return packageName.equals(ROOT) ? base : base + "." + packageName + "..";
  }

  private DescribedPredicate<JavaClass> areExported() {
    return describe(
        "are exported",
        type -> {
          for (JavaClass t = type; ; t = t.getEnclosingClass().get()) {
            if (!isVisible(t.getModifiers())) {
              return false;
            }
            if (t.getEnclosingClass().isEmpty()) {
              return !type.getPackageName().startsWith(base + ".internal");
            }
          }
        });
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isVisible(JavaMember member) {
    return isVisible(member.getModifiers());
  }

  /** Every type that a caller of the exported type can see: parents, bounds, members. */
  private static Stream<JavaClass> signatureOf(JavaClass type) {
    Stream<JavaType> parents =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> bounds =
        type.getTypeParameters().stream()
            .flatMap((JavaTypeVariable<JavaClass> variable) -> variable.getUpperBounds().stream());
    Stream<JavaType> fields =
        type.getFields().stream().filter(Architecture::isVisible).map(JavaField::getType);
    Stream<JavaType> codeUnits =
        type.getCodeUnits().stream()
            .filter(Architecture::isVisible)
            .flatMap(Architecture::signatureOf);
    return Stream.of(parents, bounds, fields, codeUnits)
        .flatMap(types -> types)
        .flatMap(t -> t.getAllInvolvedRawTypes().stream());
  }

  private static Stream<JavaType> signatureOf(JavaCodeUnit codeUnit) {
    return Stream.of(
            Stream.of(codeUnit.getReturnType()),
            codeUnit.getParameterTypes().stream(),
            codeUnit.getTypeParameters().stream().flatMap(v -> v.getUpperBounds().stream()),
            codeUnit.getExceptionTypes().stream())
        .flatMap(types -> types);
  }

  /**
   * Files that need each other in a circle: a reader has to understand all of them at once. A knot
   * is a strongly connected component of what the files depend on; nested classes belong to their
   * file.
   */
  static final class Knots {

    /** The knots that remain, by the files in them, and why. */
    static final Map<String, String> LISTED =
        Map.of(
            "internal.bytes.ArrayOctets internal.bytes.FileOctets internal.bytes.SlicedOctets"
                + " sources.ByteSource",
            "ByteSource.of are the public factories");

    private Knots() {}

    /** The rule that there are none but those that are listed. */
    static ArchCondition<JavaClass> none(String base) {
      return new ArchCondition<>("need one another in no circle of files") {
        private Collection<JavaClass> all = List.of();

        @Override
        public void init(Collection<JavaClass> classes) {
          all = classes;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {}

        @Override
        public void finish(ConditionEvents events) {
          for (String knot : of(all, base)) {
            if (!LISTED.containsKey(knot)) {
              events.add(SimpleConditionEvent.violated(base, "a knot of " + knot));
            }
          }
        }
      };
    }

    /** The files of each knot, by their names below the base, in one line. */
    static Set<String> of(Collection<JavaClass> classes, String base) {
      Map<String, Set<String>> needs = new TreeMap<>();
      for (JavaClass type : classes) {
        needs.computeIfAbsent(file(type), file -> new TreeSet<>());
      }
      for (JavaClass type : classes) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String needed = file(dependency.getTargetClass().getBaseComponentType());
          if (needs.containsKey(needed) && !needed.equals(file(type))) {
            needs.get(file(type)).add(needed);
          }
        }
      }
      Map<String, Set<String>> reached =
          needs.keySet().stream().collect(Collectors.toMap(file -> file, f -> reach(f, needs)));
      Set<String> knots = new TreeSet<>();
      for (String file : needs.keySet()) {
        List<String> knot = new ArrayList<>();
        for (String other : new TreeSet<>(reached.get(file))) {
          if (reached.get(other).contains(file)) {
            knot.add(other.substring(base.length() + 1));
          }
        }
        if (!knot.isEmpty()) {
          knots.add(String.join(" ", knot));
        }
      }
      return knots;
    }

    private static Set<String> reach(String file, Map<String, Set<String>> needs) {
      Set<String> reached = new TreeSet<>();
      Deque<String> left = new ArrayDeque<>(needs.get(file));
      while (!left.isEmpty()) {
        String next = left.pop();
        if (reached.add(next)) {
          left.addAll(needs.get(next));
        }
      }
      return reached;
    }

    private static String file(JavaClass type) {
      String name = type.getName();
      int nested = name.indexOf('$');
      String top = nested < 0 ? name : name.substring(0, nested);
      String source = type.getSource().flatMap(Source::getFileName).orElse("");
      return top.endsWith("." + source.replace(".java", "Door"))
          ? top.substring(0, top.length() - "Door".length())
          : top;
    }
  }
}
