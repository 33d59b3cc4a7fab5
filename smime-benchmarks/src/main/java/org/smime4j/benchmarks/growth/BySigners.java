package org.smime4j.benchmarks.growth;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.smime4j.Credential;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** A message of 10 KiB as CMS with several signers, each with an RSA-2048 key of its own. */
final class BySigners {

  private BySigners() {}

  static void measure(long[] counts, Points points) throws Exception {
    long most = counts[counts.length - 1];
    List<Credential> identities = Histories.rsa2048((int) most);
    Verifier verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("only signatures are measured"))
            .within(
                Limits.standard().allowing(Limit.SIGNERS, most).allowing(Limit.CERTIFICATES, most));
    ByteSource content = ByteSource.of(Material.entity(10_240));
    for (long count : counts) {
      Signer signer = Signer.with(identities.get(0));
      for (Credential another : identities.subList(1, (int) count)) {
        signer = signer.and(another);
      }
      Signer all = signer;
      points.add(
          "Signers.sign",
          count,
          Stopwatch.of(
              () -> {
                all.signOpaque(content, OutputStream.nullOutputStream());
                return all;
              }));
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      all.signOpaque(content, message);
      ByteSource signed = ByteSource.of(message.toByteArray());
      points.add("Signers.verify", count, Stopwatch.of(() -> verified(verifier, signed, count)));
    }
  }

  private static SignatureReport verified(Verifier verifier, ByteSource signed, long count)
      throws Exception {
    SignatureReport report = verifier.verify(signed);
    if (report.signers().size() != count
        || !report.signers().stream().allMatch(SignerVerdict::isIntact)) {
      throw new IllegalStateException("a signature is wrong");
    }
    return report;
  }
}
