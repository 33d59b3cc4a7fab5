package org.smime4j.cli;

import java.util.EnumMap;
import java.util.Map;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import picocli.CommandLine.Option;

/** Changed limits, as an option. */
final class LimitOptions {

  @Option(
      names = "--limit",
      paramLabel = "NAME=N",
      description =
          "Change a limit on the work that a message or a key file may cause, such as "
              + "KDF_ITERATIONS=16000000. A wrong name is answered with the list of names.")
  private Map<Limit, Long> limits = new EnumMap<>(Limit.class);

  Limits limits() {
    Limits changed = Limits.standard();
    for (Map.Entry<Limit, Long> each : limits.entrySet()) {
      Limits before = changed;
      changed = Arguments.valid("--limit", () -> before.allowing(each.getKey(), each.getValue()));
    }
    return changed;
  }
}
