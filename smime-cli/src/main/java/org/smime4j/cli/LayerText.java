package org.smime4j.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.Finding;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignerVerdict;

/** What all reports say of a layer and of its signers in the same words. */
final class LayerText {

  private LayerText() {}

  /** The kind of a layer in one word. */
  static String kind(Layer layer) {
    return layer.kind() == Layer.Kind.SIGNED_OPAQUELY ? "signed" : word(layer.kind());
  }

  /** A constant in lower case, with blanks. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A constant in lower case, with hyphens. */
  static String word(Enum<?> constant) {
    return words(constant).replace(' ', '-');
  }

  /** Whether a layer signs what is in it: a receipt does not. */
  static boolean isSignature(Layer layer) {
    return layer.kind() == Layer.Kind.SIGNED || layer.kind() == Layer.Kind.SIGNED_OPAQUELY;
  }

  /** The verdict that speaks for all signers of a signature. */
  static SignerVerdict worst(Layer signature) {
    return signature.report().orElseThrow().worst();
  }

  static List<SignerVerdict> signers(Layer layer) {
    return layer.report().orElseThrow().signers();
  }

  static boolean isAuthenticated(Layer encrypted) {
    return encrypted.container().equals("AuthEnvelopedData");
  }

  /** How something is encrypted. */
  static String encryption(Layer layer) {
    return layer.container()
        + layer.cipher().map(cipher -> ", " + cipher).orElse("")
        + layer.encryption().map(opened -> ", key by " + opened.keyManagement()).orElse("");
  }

  /** What is said of a layer of any kind beneath it. */
  static List<String> remarks(Layer layer) {
    List<String> remarks = new ArrayList<>();
    if (ClosedParts.isClosed(layer)) {
      remarks.add("not opened: it is a part beside other parts");
    }
    layer.encryption().flatMap(EncryptedLayer::key).map(LayerText::key).ifPresent(remarks::add);
    layer.deviations().forEach(each -> remarks.add("tolerated: " + each));
    return remarks;
  }

  private static String key(KeyMatch key) {
    return "opened with the key of %s, found by %s"
        .formatted(
            key.certificate().map(LayerText::subject).orElse("no certificate"),
            switch (key.foundBy()) {
              case RECIPIENT_ID -> "issuer and serial";
              case SKI -> "its key identifier";
              case SAME_KEY -> "another certificate of the same key";
              case TRIAL -> "trial";
            });
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName()
        + ", serial "
        + certificate.getSerialNumber().toString(16);
  }

  /** Where the signed content stands. */
  static String form(Layer signature) {
    return signature.kind() == Layer.Kind.SIGNED ? "multipart" : "opaque";
  }

  /** The form of a signature, and of the content that was signed. */
  static String signature(Layer layer) {
    return form(layer)
        + layer
            .report()
            .flatMap(report -> report.matchedForm())
            .filter(matched -> !matched.equals("raw"))
            .map(matched -> ", over the form " + matched)
            .orElse("");
  }

  /** The signer's addresses, or what there is in their place. */
  static String who(SignerVerdict signer) {
    return !signer.addresses().isEmpty()
        ? String.join(", ", signer.addresses())
        : signer.certificate().isEmpty() ? "somebody" : "a certificate without address";
  }

  /**
   * By which names the signer's certificate is known, whether the content is what was signed, and
   * the time that the signer claims.
   *
   * @param covered what was signed
   */
  static List<String> signer(SignerVerdict signer, String covered) {
    List<String> lines = new ArrayList<>();
    signer
        .certificate()
        .ifPresentOrElse(
            each -> {
              lines.add(subject(each));
              lines.add("issued by " + each.getIssuerX500Principal().getName());
            },
            () -> lines.add("named as " + signer.identifier()));
    lines.add(
        "%s (%s, %s)".formatted(integrity(signer, covered), signer.scheme(), signer.digest()));
    signer.signingTime().ifPresent(at -> lines.add("signed at " + at + ", as the signer says"));
    return lines;
  }

  private static String integrity(SignerVerdict signer, String covered) {
    if (signer.isIntact()) {
      return covered + " is what was signed";
    }
    if (!signer.isAltered()) {
      return "whether " + covered + " is what was signed is not known";
    }
    return signer.findings().stream().anyMatch(f -> f.code() == Finding.Code.DIGEST_MISMATCH)
        ? covered + " is NOT what was signed"
        : "the signature is not valid for " + covered;
  }
}
