package org.smime4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Says what was passed over where the caller named a file or a directory. */
final class SkippedFiles {

  /** So many are named; the others are counted. */
  private static final int NAMED = 3;

  private SkippedFiles() {}

  /**
   * @param skipped places of keys, each by its name, and what is wrong with it
   */
  static void tell(Streams streams, Path place, Map<String, String> skipped) {
    List<String> each =
        skipped.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    tell(streams, place, each, "not a key file, or no password opens it");
  }

  /**
   * @param skipped each with its name and what is wrong with it
   * @param why what is wrong with each of them, as a clause
   */
  static void tell(Streams streams, Path place, List<?> skipped, String why) {
    if (skipped.isEmpty()) {
      return;
    }
    streams.say(
        place
            + ": "
            + (skipped.size() == 1 ? "1 file or entry" : skipped.size() + " files or entries")
            + " skipped: "
            + why);
    skipped.stream().limit(NAMED).forEach(each -> streams.say("  skipped " + each));
    if (skipped.size() > NAMED) {
      streams.say("  and " + (skipped.size() - NAMED) + " more");
    }
  }
}
