package org.smime4j.peers;

import java.util.List;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.ContentCipher;
import org.smime4j.testing.TestPki;

/** One row of the matrix: what is done to the content, said so that every peer can be told it. */
sealed interface Row {

  /** The name in the page; no two rows share one. */
  String name();

  /** How a signature goes with its content. */
  enum Form {
    DETACHED,
    OPAQUE,
    /** Opaque, with lengths that are not known in advance. */
    STREAMED
  }

  /** What a reader has to find. */
  enum Worth {
    TRUSTED,
    /** Right, by an algorithm that gives no trust. */
    WEAK
  }

  /**
   * One signer.
   *
   * @param family the scheme without its digest, such as rsa-pss, or a scheme that has but one
   * @param digest the digest of the content
   * @param salt octets of salt for rsa-pss; as many as the digest has unless told otherwise
   */
  record Signing(TestPki.Issued who, String family, DigestAlgorithm digest, int salt) {

    Signing(TestPki.Issued who, String family, DigestAlgorithm digest) {
      this(who, family, digest, digest.octets());
    }

    /** Whether the scheme signs the content itself and has a digest only for the attributes. */
    boolean pure() {
      return !family.matches("rsa-.*|ecdsa|dsa");
    }

    /** The scheme as reports have it. */
    String label() {
      return pure() ? family : family + "-" + digestName();
    }

    String digestName() {
      return digest.micalg().replace("sha-", "sha");
    }
  }

  /**
   * SignedData.
   *
   * @param ski whether signers are named by subject key identifier
   * @param attributes whether there are signed attributes
   */
  record Signed(
      String name, Form form, List<Signing> signers, boolean ski, boolean attributes, Worth worth)
      implements Row {

    Signing first() {
      return signers.get(0);
    }

    boolean detached() {
      return form == Form.DETACHED;
    }
  }

  /** How a recipient comes by the content key. */
  enum Kind {
    RSA_PKCS1,
    RSA_OAEP,
    RSA_KEM,
    ECDH,
    ECDH_COFACTOR,
    /** X25519 or X448 with HKDF. */
    XDH,
    ML_KEM,
    PASSWORD,
    KEK
  }

  /**
   * One recipient.
   *
   * @param who whose key it is; for a password or a shared key, nobody
   * @param label how reports begin to say it
   * @param hash of OAEP, or of the key derivation; null where the writer chooses
   * @param mask of OAEP
   */
  record KeyManagement(
      Kind kind, TestPki.Issued who, String label, DigestAlgorithm hash, DigestAlgorithm mask) {

    KeyManagement(Kind kind, TestPki.Issued who, String label, DigestAlgorithm hash) {
      this(kind, who, label, hash, hash);
    }

    /** The label of OAEP, mostly empty. */
    byte[] oaepLabel() {
      return label.endsWith("-label") ? new byte[] {1, 2, 3, 4} : new byte[0];
    }
  }

  /**
   * EnvelopedData or AuthEnvelopedData, as the cipher demands. The last recipient reads.
   *
   * @param ski whether recipients are named by subject key identifier
   * @param streamed whether lengths are not known in advance
   * @param derived whether the content key is derived from the one that recipients get (RFC 9709)
   */
  record Encrypted(
      String name,
      ContentCipher cipher,
      List<KeyManagement> to,
      boolean ski,
      boolean streamed,
      boolean derived)
      implements Row {

    Encrypted(
        String name, ContentCipher cipher, List<KeyManagement> to, boolean ski, boolean streamed) {
      this(name, cipher, to, ski, streamed, false);
    }

    KeyManagement reader() {
      return to.get(to.size() - 1);
    }
  }

  /** CompressedData. */
  record Compressed(String name) implements Row {}

  /** SignedData without a signer, in which certificates travel: those of {@link Ours#BAG}. */
  record CertificatesOnly(String name) implements Row {}
}
