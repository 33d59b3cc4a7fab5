package org.smime4j.internal.open;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.findings.Deviation;
import org.smime4j.internal.mime.Base64Text;

/** The deviations found so far, each once. Reading derived content again may report one again. */
final class DeviationLog {

  private final Set<Deviation> deviations = new LinkedHashSet<>();

  synchronized void add(Deviation deviation) {
    deviations.add(deviation);
  }

  void add(Deviation.Code code, String detail) {
    add(new Deviation(code, detail));
  }

  /** Whether Base64 was met that others may decode to another object (threats B7). */
  synchronized boolean isAmbiguous() {
    return !deviations.isEmpty() && deviations.stream().anyMatch(Base64Text::isAmbiguous);
  }

  /** These, and those that a verb reports. */
  synchronized List<Deviation> with(List<Deviation> more) {
    Set<Deviation> all = new LinkedHashSet<>(deviations);
    all.addAll(more);
    return List.copyOf(all);
  }
}
