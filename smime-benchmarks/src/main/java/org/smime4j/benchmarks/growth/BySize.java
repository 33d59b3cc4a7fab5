package org.smime4j.benchmarks.growth;

import java.io.OutputStream;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * Content from a file, as CMS, the result thrown away, so that the disk has no more say than
 * reading needs. The content is zeros without blocks on the disk; what is decrypted was written by
 * another JVM, which waited for the disk.
 */
final class BySize {

  private BySize() {}

  static void measure(long[] sizes, Points points) throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    Signer signer = Signer.with(Credential.of(material.signerKey(), material.signer()));
    Verifier verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("only signatures are measured"));
    Encryptor encryptor = material.encryptor();
    Decryptor decryptor = material.decryptor();
    for (long size : sizes) {
      ByteSource content = ByteSource.of(MaterialFiles.zeros(size));
      byte[][] signature = new byte[1][];
      points.add(
          "Size.sign", size, Stopwatch.of(() -> signature[0] = signer.signDetached(content)));
      ByteSource signed = ByteSource.of(signature[0]);
      points.add("Size.verify", size, Stopwatch.of(() -> verified(verifier, content, signed)));
      points.add(
          "Size.encrypt",
          size,
          Stopwatch.of(() -> encryptor.encrypt(content, OutputStream.nullOutputStream())));
      ByteSource message = ByteSource.of(MaterialFiles.encryptedZeros(size));
      points.add("Size.decrypt", size, Stopwatch.of(() -> decrypted(decryptor, message, size)));
    }
  }

  private static SignatureReport verified(Verifier verifier, ByteSource content, ByteSource cms)
      throws Exception {
    SignatureReport report = verifier.verifyDetached(content, cms);
    if (!report.worst().isIntact()) {
      throw new IllegalStateException("signature is wrong");
    }
    return report;
  }

  private static Long decrypted(Decryptor decryptor, ByteSource message, long size)
      throws Exception {
    long[] octets = new long[1];
    decryptor
        .decrypt(message)
        .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated)
        .writeTo(
            new OutputStream() {
              @Override
              public void write(int octet) {
                octets[0]++;
              }

              @Override
              public void write(byte[] array, int from, int length) {
                octets[0] += length;
              }
            });
    if (octets[0] != size) {
      throw new IllegalStateException("content is short");
    }
    return octets[0];
  }
}
