package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Where {@code --content} puts the contents. One message has the file that was named; several have
 * one file each in the directory that was named, under the names of the messages, made safe and
 * distinct. No message is ever written over.
 */
final class ContentTarget {

  /** Longer names some file systems refuse. */
  private static final int NAME_LENGTH = 120;

  private ContentTarget() {}

  /**
   * The places of the contents, in the order of the messages.
   *
   * @param out as named by the caller
   * @param messages all messages of the call
   * @throws UsageException if contents cannot go there
   */
  static List<Place> of(Path out, List<String> messages, Streams streams) throws IOException {
    if (Arguments.isStandardOutput(out)) {
      if (messages.size() > 1) {
        throw new UsageException(
            "--content -: the standard output takes the content of one message; for several give"
                + " --content DIR");
      }
      return List.of((mail, content) -> content.writeTo(streams.out()));
    }
    List<Path> targets = new ArrayList<>();
    if (messages.size() == 1 && !Files.isDirectory(out)) {
      targets.add(out);
    } else {
      if (Files.exists(out) && !Files.isDirectory(out)) {
        throw new UsageException(
            "--content " + out + ": for several messages this must be a directory");
      }
      Files.createDirectories(out);
      Set<String> taken = new HashSet<>();
      for (String message : messages) {
        targets.add(out.resolve(distinct(safe(message), taken)));
      }
    }
    refuseMessages(targets, messages);
    TargetFile.removeAbandoned(targets.get(0).toAbsolutePath().resolveSibling(""));
    return targets.stream()
        .<Place>map(
            target -> (mail, content) -> TargetFile.writeOneOfMany(target, content::writeTo))
        .toList();
  }

  /** Takes the content of one message. */
  @FunctionalInterface
  interface Place {
    void write(OpenedMail mail, ByteSource content) throws IOException;
  }

  private static String safe(String message) {
    String name = message.equals(Arguments.STANDARD_INPUT) ? "stdin" : message;
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String safe =
        name.replaceAll("[^\\p{L}\\p{Nd}._+@=, -]", "_")
            .replaceFirst("^(.{" + NAME_LENGTH + "}).*", "$1");
    return safe.isEmpty() || safe.charAt(0) == '.' ? "_" + safe : safe;
  }

  private static String distinct(String name, Set<String> taken) {
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    String candidate = name;
    // Some file systems do not tell capitals from small letters.
    for (int n = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); n++) {
      candidate = name.substring(0, end) + "-" + n + name.substring(end);
    }
    return candidate;
  }

  /** Refuses to write over what is read. */
  private static void refuseMessages(List<Path> targets, List<String> messages) throws IOException {
    Set<Path> read = new HashSet<>();
    for (String message : messages) {
      Path file = Arguments.fileOrNull(message);
      if (file != null && Files.exists(file)) {
        read.add(file.toRealPath());
      }
    }
    for (Path target : targets) {
      if (Files.exists(target) && read.contains(target.toRealPath())) {
        throw new UsageException("--content " + target + ": this would write over a message");
      }
    }
  }
}
