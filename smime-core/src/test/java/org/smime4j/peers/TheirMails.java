package org.smime4j.peers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.TestPki;

/**
 * What OpenSSL writes for a feature: a client that cannot read this either lacks the feature, and a
 * client that can has found a fault of ours.
 */
final class TheirMails {

  private final Openssl openssl;

  TheirMails(Path folder) {
    openssl = Openssl.in(folder);
  }

  /** OpenSSL's message for a feature. */
  byte[] write(Feature feature) {
    String header = OurMails.header(feature);
    byte[] entity = octets(OurMails.entity(feature));
    byte[] layer =
        switch (feature) {
          case SIGNED -> sign(entity, false, OurMails.ALICE);
          case OPAQUE -> sign(entity, true, OurMails.ALICE);
          case RSA_AND_ED25519 -> sign(entity, false, OurMails.ALICE, OurMails.ALICE_ED25519);
          case ALICE_AND_BOB -> sign(entity, false, OurMails.ALICE, OurMails.BOB);
          case SEALED, ATTACHMENT, UTF8, HIDDEN_SUBJECT -> seal(entity, OurMails.BOB);
          case TWO_RECIPIENTS -> seal(entity, OurMails.BOB, OurMails.CAROL);
          case EC_RECIPIENT -> seal(entity, OurMails.BOB_P256);
          case NESTED -> sign(seal(entity, OurMails.BOB), false, OurMails.ALICE);
        };
    return octets(header + new String(layer, StandardCharsets.ISO_8859_1));
  }

  private byte[] sign(byte[] entity, boolean opaque, TestPki.Issued... signers) {
    List<Object> line = new ArrayList<>(List.of("cms", "-sign", "-crlfeol"));
    line.addAll(List.of("-md", signers.length > 1 ? "sha512" : "sha256"));
    line.addAll(List.of("-in", openssl.file(entity)));
    line.addAll(List.of("-certfile", openssl.file(People.ISSUING.certificate())));
    if (opaque) {
      line.add("-nodetach");
    }
    for (TestPki.Issued signer : signers) {
      line.addAll(List.of("-signer", openssl.file(signer.certificate())));
      line.addAll(List.of("-inkey", openssl.file(signer.privateKey())));
    }
    return withoutVersion(openssl.produce(line.toArray()));
  }

  private byte[] seal(byte[] entity, TestPki.Issued... recipients) {
    List<Object> line = new ArrayList<>(List.of("cms", "-encrypt", "-crlfeol", "-aes256"));
    line.addAll(List.of("-in", openssl.file(sign(entity, false, OurMails.ALICE))));
    for (TestPki.Issued recipient : recipients) {
      line.addAll(List.of("-recip", openssl.file(recipient.certificate())));
    }
    line.addAll(List.of("-recip", openssl.file(OurMails.ALICE.certificate())));
    return withoutVersion(openssl.produce(line.toArray()));
  }

  private static byte[] withoutVersion(byte[] mail) {
    return octets(
        new String(mail, StandardCharsets.ISO_8859_1).replaceFirst("MIME-Version: 1.0\r?\n", ""));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
