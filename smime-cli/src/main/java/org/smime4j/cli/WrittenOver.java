package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Refuses a command whose result would take the place of a file that it reads or writes. */
final class WrittenOver {

  private static final Set<String> OUTPUTS =
      Set.of("--out", "--content", "--html", "--merged", "--mobileconfig", "--make-password");

  private WrittenOver() {}

  /** Looks at all arguments of a command. */
  static void refuse(ParseResult command) throws IOException {
    List<ArgSpec> inputs = new ArrayList<>(command.matchedPositionals());
    List<OptionSpec> outputs = new ArrayList<>();
    for (OptionSpec option : command.matchedOptions()) {
      if (OUTPUTS.contains(option.longestName())) {
        outputs.add(option);
      } else if (option.arity().max() > 0) {
        inputs.add(option);
      }
    }
    Map<Path, String> written = new HashMap<>();
    for (OptionSpec output : outputs) {
      for (String value : output.originalStringValues()) {
        String other =
            written.put(Arguments.path(value).toAbsolutePath().normalize(), output.longestName());
        if (other != null) {
          throw new UsageException(
              "%s %s: %s is written to the same file; give another"
                  .formatted(output.longestName(), value, other));
        }
        Path target = file(value);
        if (target != null && Files.isRegularFile(target)) {
          refuse(output.longestName(), target, inputs);
        }
      }
    }
  }

  private static void refuse(String output, Path target, List<ArgSpec> inputs) throws IOException {
    for (ArgSpec input : inputs) {
      for (String value : input.originalStringValues()) {
        Path read = file(value.substring(value.indexOf('=') + 1));
        if (read == null) {
          continue;
        }
        boolean isInDirectory =
            input instanceof OptionSpec option
                && Arrays.asList(option.auxiliaryTypes()).contains(Path.class)
                && target.toRealPath().startsWith(read.toRealPath());
        if (isInDirectory || Files.isSameFile(target, read)) {
          throw new UsageException(
              "%s %s: this would write over what is read (%s); give another file"
                  .formatted(output, target, name(input)));
        }
      }
    }
  }

  private static String name(ArgSpec input) {
    return input instanceof OptionSpec option ? option.longestName() : input.paramLabel();
  }

  /** The file of this name, if it is there: what is not there nobody reads. */
  private static @Nullable Path file(String name) {
    Path file = Arguments.fileOrNull(name);
    return file != null && (Files.isRegularFile(file) || Files.isDirectory(file)) ? file : null;
  }
}
