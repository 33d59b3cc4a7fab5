package org.smime4j.internal.open;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.content.ContentAlgorithm;
import org.smime4j.internal.decrypt.OpenedLayer;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limits;

/** Makes layers, and tells what they are. */
final class Layers {

  private Layers() {}

  /** An encrypted layer that was opened. */
  static Layer encrypted(Coverage coverage, EncryptedLayer opened, List<Finding> deviations) {
    return encrypted(
        coverage,
        OpenedLayer.of(opened).container(),
        opened.cipher().label(),
        Optional.of(opened),
        deviations);
  }

  /** An encrypted layer that stays closed, as it looks from outside. */
  static Layer closed(CmsObject cms, Coverage coverage, DeviationLog noted, Limits limits)
      throws IOException {
    ContentInfo info = cms.info(limits);
    String container = "";
    byte[] algorithm = new byte[0];
    if (info instanceof EnvelopedData enveloped) {
      container = enveloped.container();
      algorithm = enveloped.contentEncryptionAlgorithm();
    }
    String oid = ContentAlgorithm.named(algorithm);
    String cipher = CipherForm.cipher(oid).map(ContentCipher::label).orElse(oid);
    return encrypted(coverage, container, cipher, Optional.empty(), noted.with(info.deviations()));
  }

  private static Layer encrypted(
      Coverage coverage,
      String container,
      String cipher,
      Optional<EncryptedLayer> opened,
      List<Finding> deviations) {
    return new ReadLayer(
        Layer.Kind.ENCRYPTED,
        coverage == Coverage.WHOLE,
        container,
        Optional.of(cipher),
        opened,
        Optional.empty(),
        List.of(),
        deviations);
  }

  /**
   * SignedData with signers.
   *
   * @param kind SIGNED, SIGNED_OPAQUELY or RECEIPT
   */
  static Layer signed(
      Layer.Kind kind, Coverage coverage, SignatureReport report, List<Finding> deviations) {
    return with(of(kind, coverage, "SignedData", List.of(), deviations), report);
  }

  static Layer compressed(Coverage coverage, List<Finding> deviations) {
    return of(Layer.Kind.COMPRESSED, coverage, "CompressedData", List.of(), deviations);
  }

  static Layer certificates(
      Coverage coverage, List<X509Certificate> certificates, List<Finding> deviations) {
    return of(Layer.Kind.CERTIFICATES, coverage, "SignedData", certificates, deviations);
  }

  private static Layer of(
      Layer.Kind kind,
      Coverage coverage,
      String container,
      List<X509Certificate> certificates,
      List<Finding> deviations) {
    return new ReadLayer(
        kind,
        coverage == Coverage.WHOLE,
        container,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        certificates,
        deviations);
  }

  /** The same layer with another report. */
  static Layer with(Layer layer, SignatureReport report) {
    return new ReadLayer(
        layer.kind(),
        layer.isWhole(),
        layer.container(),
        layer.cipher(),
        layer.encryption(),
        Optional.of(report),
        layer.certificates(),
        layer.deviations());
  }

  /** Whether the layer signs its content. A receipt does not. */
  static boolean isSignature(Layer layer) {
    return layer.kind() == Layer.Kind.SIGNED || layer.kind() == Layer.Kind.SIGNED_OPAQUELY;
  }

  static boolean isEncryption(Layer layer) {
    return layer.kind() == Layer.Kind.ENCRYPTED;
  }

  /** Whether nothing proves the key that opened the layer. */
  static boolean isUnproven(Layer layer) {
    return layer.encryption().filter(opened -> !opened.isKeyProven()).isPresent();
  }

  /** Whether the layer is a signature, and all its signers are trusted. */
  static boolean isTrusted(Layer layer) {
    List<SignerVerdict> signers =
        isSignature(layer) ? layer.report().orElseThrow().signers() : List.of();
    return !signers.isEmpty()
        && signers.stream().allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  /** Those over the whole message, outermost first. */
  static List<Layer> whole(List<Layer> layers) {
    return layers.stream().filter(Layer::isWhole).toList();
  }

  /** The innermost signature over the whole message, even if its content cannot be read. */
  static Optional<SignatureReport> wholeSignature(List<Layer> layers) {
    return whole(layers).stream()
        .filter(Layers::isSignature)
        .reduce((outer, inner) -> inner)
        .flatMap(Layer::report);
  }

  /** The verdicts on the receipt, even if it is not trusted. */
  static Optional<SignatureReport> receipt(List<Layer> layers) {
    return whole(layers).stream()
        .filter(layer -> layer.kind() == Layer.Kind.RECEIPT)
        .findFirst()
        .flatMap(Layer::report);
  }
}
