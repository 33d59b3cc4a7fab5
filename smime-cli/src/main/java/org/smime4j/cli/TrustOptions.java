package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.trust.Revocation;
import org.smime4j.trust.TrustPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whom to believe, as options. */
final class TrustOptions {

  @Option(
      names = "--trust",
      paramLabel = "FILE|DIR",
      description = "Certificates to believe; without any nobody is believed.")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--intermediates",
      paramLabel = "FILE|DIR",
      description = "Certificates that may stand between these and a signer's.")
  private List<Path> intermediates = new ArrayList<>();

  @Option(
      names = "--crl",
      paramLabel = "FILE|DIR",
      description = "Revocation lists; without any revocation is not checked.")
  private List<Path> crls = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = Time.class,
      description = "The time to judge at, such as 2026-06-01T00:00:00Z; now unless given.")
  private @Nullable Instant at;

  /** Reads a time in the form of ISO 8601, in UTC. */
  static final class Time implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(text + " is no time such as 2026-06-01T00:00:00Z");
      }
    }
  }

  boolean hasAnchors() {
    return !trust.isEmpty();
  }

  private TrustPolicy anchors() throws IOException, UsageException {
    if (!hasAnchors()) {
      return TrustPolicy.withoutAnchors("no --trust was given");
    }
    try {
      return TrustPolicy.anchors(TrustFiles.certificates("--trust", trust));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--trust: " + e.getMessage());
    }
  }

  TrustPolicy policy() throws IOException, UsageException {
    TrustPolicy policy = anchors();
    policy = policy.intermediates(TrustFiles.certificates("--intermediates", intermediates));
    if (!crls.isEmpty()) {
      policy = policy.revocation(Revocation.crls(TrustFiles.crls("--crl", crls)));
    }
    return at == null ? policy : policy.at(at);
  }
}
