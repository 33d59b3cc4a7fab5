package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The key files that a command is about, and their passwords, as options. */
final class KeyPlaces {

  @Mixin PasswordOptions passwords = new PasswordOptions();

  @Mixin LimitOptions limits = new LimitOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Key files (PFX, PEM, JKS), or directories of key files.")
  List<Path> places = new ArrayList<>();

  KeyFiles read(Streams streams) throws IOException {
    return KeyFiles.read(streams, "FILE|DIR", places, passwords, limits.limits());
  }
}
