package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.settings.Limits;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The key files that a command is about, and their passwords, as options. */
final class KeyPlaces {

  @Mixin PasswordOptions passwords = new PasswordOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Key files (PFX, PEM, JKS), or directories of key files.")
  List<Path> places = new ArrayList<>();

  Limits limits() {
    return limits.limits();
  }

  KeyFiles read(Streams streams) throws IOException {
    return KeyFiles.read(streams, "FILE|DIR", places, passwords, limits.limits());
  }
}
