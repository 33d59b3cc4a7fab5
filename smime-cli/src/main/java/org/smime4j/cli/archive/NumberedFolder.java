package org.smime4j.cli.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory of files whose names are the numbers of the messages. For their owner only. */
public final class NumberedFolder extends OutputFolder {

  private static final Pattern NAME = Pattern.compile("(\\d{8,10})\\.eml");

  public NumberedFolder(Path directory, Consumer<Step> steps) {
    super(directory, steps);
  }

  static String name(int number) {
    return String.format(Locale.ROOT, "%08d.eml", number);
  }

  @Override
  public Path place(Entry entry) {
    return root.resolve(name(entry.number()));
  }

  @Override
  void resume(IntPredicate done) throws IOException {
    for (Path file : MailFolder.children(root)) {
      Matcher output = NAME.matcher(String.valueOf(file.getFileName()));
      if (isUnfinished(file)
          || (output.matches() && !isDone(Long.parseLong(output.group(1)), done))) {
        Files.deleteIfExists(file);
      }
    }
  }
}
