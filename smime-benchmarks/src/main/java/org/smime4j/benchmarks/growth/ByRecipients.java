package org.smime4j.benchmarks.growth;

import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A message of 10 KiB for many certificates of one RSA-2048 key; the holder of the last one
 * decrypts it.
 */
final class ByRecipients {

  private ByRecipients() {}

  static void measure(long[] counts, Points points) throws Exception {
    long most = counts[counts.length - 1];
    List<Credential> identities = Histories.reissued((int) most);
    Limits limits = Limits.standard().allowing(Limit.RECIPIENTS, most);
    ByteSource content = ByteSource.of(Material.entity(10_240));
    for (long count : counts) {
      List<Credential> recipients = identities.subList(0, (int) count);
      Encryptor encryptor =
          Encryptor.unvalidated("the certificates are no real ones")
              .to(recipients.stream().map(Credential::certificate).toArray(X509Certificate[]::new))
              .under(AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1))
              .within(limits);
      points.add(
          "Recipients.encrypt",
          count,
          Stopwatch.of(() -> encryptor.encrypt(content, OutputStream.nullOutputStream())));
      ByteSource message = encryptor.encrypt(content);
      Decryptor decryptor =
          Decryptor.with(KeyHistory.of(recipients.get((int) count - 1))).within(limits);
      points.add("Recipients.decrypt", count, Stopwatch.of(() -> decryptor.decrypt(message)));
    }
  }
}
