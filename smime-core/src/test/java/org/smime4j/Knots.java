package org.smime4j;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Files that need each other in a circle: a reader has to understand all of them at once. A knot is
 * a strongly connected component of what the files depend on; nested classes belong to their file.
 */
final class Knots {

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
    return nested < 0 ? name : name.substring(0, nested);
  }
}
