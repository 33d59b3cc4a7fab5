package org.smime4j.internal.open;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.internal.mime.Base64Text;

/** The deviations found so far, each once. Reading derived content again may report one again. */
final class DeviationLog {

  private final Set<Finding> deviations = new LinkedHashSet<>();

  synchronized void add(Finding deviation) {
    deviations.add(deviation);
  }

  void add(Finding.Code code, String pattern, Object... arguments) {
    add(new Finding(code, pattern, arguments));
  }

  /** Whether Base64 was met that others may decode to another object (threats B7). */
  synchronized boolean isAmbiguous() {
    return !deviations.isEmpty() && deviations.stream().anyMatch(Base64Text::isAmbiguous);
  }

  /** These, and those that a verb reports. */
  synchronized List<Finding> with(List<Finding> more) {
    Set<Finding> all = new LinkedHashSet<>(deviations);
    all.addAll(more);
    return List.copyOf(all);
  }
}
