package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateFiles;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.SmimeException;
import picocli.CommandLine.Option;

/** Whom to believe, as options. */
final class TrustOptions {

  @Option(
      names = "--trust",
      paramLabel = "FILE|DIR",
      description =
          "Trust anchors: certificates of authorities or persons. Without any, nobody is trusted.")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--trust-store",
      paramLabel = "STORE",
      converter = StoreName.class,
      completionCandidates = StoreName.class,
      description =
          "Also trust the anchors of this Java (jdk) or of the operating system (system).")
  private List<Store> stores = new ArrayList<>();

  @Option(
      names = "--intermediates",
      paramLabel = "FILE|DIR",
      description = "Intermediate certificates between an anchor and a signer or recipient.")
  private List<Path> intermediates = new ArrayList<>();

  @Option(
      names = "--distrust",
      paramLabel = "FILE|DIR",
      description =
          "Certificates whose keys are never trusted, whatever other certificate or path there is.")
  private List<Path> distrusted = new ArrayList<>();

  @Option(
      names = "--crl",
      paramLabel = "FILE|DIR",
      description = "Revocation lists. Without --crl and --ocsp, revocation is not checked.")
  private List<Path> crls = new ArrayList<>();

  @Option(names = "--ocsp", paramLabel = "FILE|DIR", description = "OCSP responses in DER.")
  private List<Path> responses = new ArrayList<>();

  @Option(
      names = "--soft",
      paramLabel = "REASON",
      description =
          "Accept a certificate whose revocation is unknown. The reason is for your records.")
  private @Nullable String soft;

  @Option(
      names = "--certificate-policy",
      paramLabel = "OID",
      description =
          "Require that certificates were issued under this policy. Repeat the option to "
              + "allow several.")
  private List<String> certificatePolicies = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description =
          "The time to judge certificates at, such as 2026-06-01T00:00:00Z. Default: now.")
  private @Nullable Instant at;

  /** Stores that are on the machine. */
  enum Store {
    JDK,
    SYSTEM
  }

  /** The names of stores. */
  static final class StoreName extends Choice<Store> {
    StoreName() {
      super(
          "unknown store %s; use jdk or system, or --trust for a file of certificates",
          LayerText::word, Store.values());
    }
  }

  /** Whether there is anybody who is believed. */
  boolean hasAnchors() {
    return !trust.isEmpty() || !stores.isEmpty();
  }

  private TrustPolicy anchors(Streams streams) throws IOException {
    if (!hasAnchors()) {
      return TrustPolicy.withoutAnchors("no --trust was given");
    }
    try {
      List<X509Certificate> rejected = new ArrayList<>();
      List<X509Certificate> anchors = TrustFiles.certificates(streams, "--trust", trust, rejected);
      for (Store store : stores) {
        anchors.addAll(
            store == Store.JDK
                ? CertificateFiles.anchorsOfJdk()
                : CertificateFiles.anchorsOfSystem());
      }
      // OpenSSL refuses any path through them too, but not another certificate of an anchor's key.
      rejected.removeIf(
          each -> anchors.stream().anyMatch(a -> a.getPublicKey().equals(each.getPublicKey())));
      TrustPolicy policy =
          anchors.isEmpty()
              ? TrustPolicy.withoutAnchors("the trust settings of all reject mail")
              : TrustPolicy.anchors(anchors);
      return policy.distrusting(rejected);
    } catch (SmimeException.KeyFile e) {
      throw new UsageException("--trust-store: " + Sentences.of(e));
    }
  }

  private @Nullable Revocation revocation(Streams streams) throws IOException {
    Revocation revocation = null;
    if (!crls.isEmpty()) {
      revocation = Revocation.crls(TrustFiles.crls(streams, "--crl", crls));
    }
    if (!responses.isEmpty()) {
      Revocation ocsp = Revocation.ocsp(TrustFiles.ocspResponses(streams, "--ocsp", responses));
      revocation = revocation == null ? ocsp : revocation.and(ocsp);
    }
    if (soft == null) {
      return revocation;
    }
    if (revocation == null) {
      throw new UsageException("--soft: give --crl or --ocsp; without them nothing is checked");
    }
    Arguments.reason("--soft", soft);
    return revocation.soft(soft);
  }

  /** Judges at the moment of judging, unless a time is told. */
  TrustPolicy policy(Streams streams) throws IOException {
    return beside(streams, null).apply(people(streams));
  }

  /** Who is believed about people. */
  TrustPolicy people(Streams streams) throws IOException {
    TrustPolicy policy = anchors(streams);
    return certificatePolicies.isEmpty() ? policy : policy.requiringPolicies(certificatePolicies);
  }

  /**
   * What anchors of any kind get beside them: the intermediates, the distrusted keys, the
   * revocation and the time.
   *
   * @param otherwise the time to judge at unless one is told; null for the moment of judging
   */
  UnaryOperator<TrustPolicy> beside(Streams streams, @Nullable Instant otherwise)
      throws IOException {
    List<X509Certificate> between =
        TrustFiles.certificates(streams, "--intermediates", intermediates);
    List<X509Certificate> never = TrustFiles.certificates(streams, "--distrust", distrusted);
    Revocation revocation = revocation(streams);
    Instant time = at == null ? otherwise : at;
    return anchors -> {
      TrustPolicy policy = anchors.intermediates(between).distrusting(never);
      policy = revocation == null ? policy : policy.revocation(revocation);
      return time == null ? policy : policy.at(time);
    };
  }
}
