package org.smime4j.mail;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.smime4j.Deviation;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.SignatureReport;

/**
 * One cryptographic layer of a message, with its evidence. Immutable. That a layer is here says
 * that it was met, and nothing about whether it may be relied on: see {@link Coverage}, and what
 * its kind holds.
 *
 * <pre>{@code
 * String word = layer.fold(
 *     encrypted -> encrypted.cipher(), signed -> "signed", compressed -> "compressed",
 *     certificates -> "certificates", receipt -> "receipt");
 * }</pre>
 */
public sealed interface Layer {

  /** Whether it covers the whole message or a part of it. */
  Coverage coverage();

  /** What had to be tolerated to read it. */
  List<Deviation> deviations();

  /** Applies the function that fits the layer. */
  <R> R fold(
      Function<? super Encrypted, ? extends R> encrypted,
      Function<? super Signed, ? extends R> signed,
      Function<? super Compressed, ? extends R> compressed,
      Function<? super Certificates, ? extends R> certificates,
      Function<? super Receipt, ? extends R> receipt);

  /**
   * EnvelopedData, AuthEnvelopedData or EncryptedData.
   *
   * @param container {@code EnvelopedData}, {@code AuthEnvelopedData} or {@code EncryptedData}
   * @param cipher the label of the content cipher; an object identifier if it is unknown
   * @param authenticated whether the container authenticates its content
   * @param opened how it was opened; empty for an errant layer that was left alone
   */
  record Encrypted(
      Coverage coverage,
      String container,
      String cipher,
      boolean authenticated,
      Optional<EncryptedLayer> opened,
      List<Deviation> deviations)
      implements Layer {

    public Encrypted {
      deviations = List.copyOf(deviations);
    }

    @Override
    public <R> R fold(
        Function<? super Encrypted, ? extends R> encrypted,
        Function<? super Signed, ? extends R> signed,
        Function<? super Compressed, ? extends R> compressed,
        Function<? super Certificates, ? extends R> certificates,
        Function<? super Receipt, ? extends R> receipt) {
      return encrypted.apply(this);
    }

    @Override
    public String toString() {
      return "Encrypted, "
          + coverage
          + ": "
          + opened.map(EncryptedLayer::toString).orElse(container + " " + cipher + ", not opened");
    }
  }

  /** How a signature travels. */
  enum Form {
    /** multipart/signed: the content stands beside the signature. */
    MULTIPART,
    /** application/pkcs7-mime, or CMS alone: the content stands inside. */
    OPAQUE
  }

  /**
   * SignedData.
   *
   * @param report the verdicts, one for each signer
   */
  record Signed(Coverage coverage, Form form, SignatureReport report, List<Deviation> deviations)
      implements Layer {

    public Signed {
      deviations = List.copyOf(deviations);
    }

    @Override
    public <R> R fold(
        Function<? super Encrypted, ? extends R> encrypted,
        Function<? super Signed, ? extends R> signed,
        Function<? super Compressed, ? extends R> compressed,
        Function<? super Certificates, ? extends R> certificates,
        Function<? super Receipt, ? extends R> receipt) {
      return signed.apply(this);
    }

    @Override
    public String toString() {
      return "Signed, " + coverage + ", " + form + ": " + report;
    }
  }

  /** CompressedData. */
  record Compressed(Coverage coverage, List<Deviation> deviations) implements Layer {

    public Compressed {
      deviations = List.copyOf(deviations);
    }

    @Override
    public <R> R fold(
        Function<? super Encrypted, ? extends R> encrypted,
        Function<? super Signed, ? extends R> signed,
        Function<? super Compressed, ? extends R> compressed,
        Function<? super Certificates, ? extends R> certificates,
        Function<? super Receipt, ? extends R> receipt) {
      return compressed.apply(this);
    }

    @Override
    public String toString() {
      return "Compressed, " + coverage;
    }
  }

  /**
   * Certificates that travel alone; nobody signed them, and nothing about them is verified.
   *
   * @param certificates those that can be read
   */
  record Certificates(
      Coverage coverage, List<X509Certificate> certificates, List<Deviation> deviations)
      implements Layer {

    public Certificates {
      certificates = List.copyOf(certificates);
      deviations = List.copyOf(deviations);
    }

    @Override
    public <R> R fold(
        Function<? super Encrypted, ? extends R> encrypted,
        Function<? super Signed, ? extends R> signed,
        Function<? super Compressed, ? extends R> compressed,
        Function<? super Certificates, ? extends R> certificates,
        Function<? super Receipt, ? extends R> receipt) {
      return certificates.apply(this);
    }

    @Override
    public String toString() {
      return "Certificates, " + coverage + ": " + certificates.size();
    }
  }

  /**
   * A signed receipt (RFC 2634, section 2.8), which is SignedData around no mail: it is no
   * signature of the message, and hands out no content.
   *
   * @param report the verdicts, one for each signer; what it is a receipt for, and whether it may
   *     be relied on, says {@link OpenedMail#receipt()}
   */
  record Receipt(Coverage coverage, SignatureReport report, List<Deviation> deviations)
      implements Layer {

    public Receipt {
      deviations = List.copyOf(deviations);
    }

    @Override
    public <R> R fold(
        Function<? super Encrypted, ? extends R> encrypted,
        Function<? super Signed, ? extends R> signed,
        Function<? super Compressed, ? extends R> compressed,
        Function<? super Certificates, ? extends R> certificates,
        Function<? super Receipt, ? extends R> receipt) {
      return receipt.apply(this);
    }

    @Override
    public String toString() {
      return "Receipt, " + coverage + ": " + report;
    }
  }
}
