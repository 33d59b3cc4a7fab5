package org.smime4j.cli;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.findings.Finding;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.SignerVerdict;

/** What became of one message, as fields of a JSON object. The names in it are stable. */
final class JsonMessage {

  private JsonMessage() {}

  /** All of a message. The report of an archive does not list the same files for each. */
  static JsonObject of(MessageOutcome outcome) {
    JsonObject to = add(new JsonObject(), outcome);
    if (!outcome.unopened().isEmpty()) {
      to.with("unopened", KeyJson.pairs(outcome.unopened(), "source", "why"));
    }
    return to;
  }

  /** Adds the fields to an object, and returns it. */
  static JsonObject add(JsonObject to, MessageOutcome outcome) {
    MessageOutcome.Content content = outcome.content();
    to.with("file", outcome.file())
        .with("outcome", outcome.kind().label())
        .with("layers", outcome.layers().stream().map(JsonMessage::layer).toList())
        .with("contentSha256", content == null ? null : content.sha256())
        .with("contentLength", content == null ? null : content.length())
        .with("contentType", content == null ? null : content.mediaType())
        .with("error", outcome.error());
    if (!outcome.recipients().isEmpty()) {
      to.with("recipients", outcome.recipients().stream().map(JsonMessage::recipient).toList());
      if (outcome.mail() != null) {
        for (String field : List.of("from", "to", "date")) {
          to.with(field, outcome.mail().fieldsOutside(field));
        }
      }
    }
    if (!outcome.notes().isEmpty()) {
      to.with("notes", codes(outcome.notes()));
    }
    OpenedMail mail = outcome.mail();
    if (mail != null && mail.headerScheme().isPresent()) {
      to.with("protectedHeader", header(mail, mail.headerScheme().get()));
    }
    return to;
  }

  private static JsonObject recipient(RecipientIdentifier recipient) {
    JsonObject to = new JsonObject();
    recipient
        .serial()
        .ifPresent(
            serial ->
                to.with("issuer", recipient.issuerName()).with("serial", serial.toString(16)));
    recipient
        .subjectKeyIdentifier()
        .ifPresent(identifier -> to.with("ski", HexFormat.of().formatHex(identifier)));
    return to;
  }

  private static JsonObject header(OpenedMail mail, HeaderScheme scheme) {
    return new JsonObject()
        .with("scheme", LayerText.word(scheme))
        .with("fields", mail.protectedFields().stream().map(JsonMessage::field).toList())
        .with("addedOutside", mail.addedOutside());
  }

  private static JsonObject field(ProtectedField field) {
    return new JsonObject()
        .with("name", field.name())
        .with("protection", LayerText.word(field.protection()))
        .with("outside", LayerText.word(field.outside()));
  }

  private static JsonObject layer(Layer layer) {
    JsonObject to =
        new JsonObject()
            .with("kind", LayerText.kind(layer))
            .with("coverage", layer.isWhole() ? "whole" : "part");
    switch (layer.kind()) {
      case ENCRYPTED -> encrypted(to, layer);
      case SIGNED, SIGNED_OPAQUELY ->
          signers(
              to.with("form", LayerText.form(layer))
                  .with("matchedBytes", layer.report().orElseThrow().matchedForm()),
              layer);
      case RECEIPT -> signers(to, layer);
      case CERTIFICATES -> to.with("count", layer.certificates().size());
      case COMPRESSED -> {}
    }
    return to.with("deviations", codes(layer.deviations()));
  }

  private static void signers(JsonObject to, Layer layer) {
    to.with("signers", LayerText.signers(layer).stream().map(JsonMessage::signer).toList());
  }

  private static void encrypted(JsonObject to, Layer layer) {
    to.with("container", layer.container())
        .with("cipher", layer.cipher())
        .with("authenticated", LayerText.isAuthenticated(layer))
        .with("keyManagement", layer.encryption().map(EncryptedLayer::keyManagement))
        .with("opened", layer.encryption().isPresent())
        .with("recipient", layer.encryption().map(EncryptedLayer::recipient))
        .with("tried", layer.encryption().map(JsonMessage::tried))
        .with("key", layer.encryption().flatMap(EncryptedLayer::key).map(JsonMessage::key));
  }

  private static JsonObject tried(EncryptedLayer opened) {
    return new JsonObject().with("named", opened.namedTried()).with("others", opened.othersTried());
  }

  private static JsonObject key(KeyMatch key) {
    return new JsonObject()
        .with("issuer", key.certificate().map(each -> each.getIssuerX500Principal().getName()))
        .with("serial", key.certificate().map(each -> each.getSerialNumber().toString(16)))
        .with("ski", ski(key))
        .with("foundBy", LayerText.word(key.foundBy()));
  }

  /** What the certificate says, or else the SHA-1 of the key (RFC 5280, section 4.2.1.2). */
  private static @Nullable String ski(KeyMatch key) {
    try {
      byte[] said =
          key.certificate()
              .map(each -> each.getExtensionValue(Extension.subjectKeyIdentifier.getId()))
              .orElse(null);
      SubjectKeyIdentifier identifier =
          said == null
              ? new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.key().publicKey())
              : SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(said));
      return HexFormat.of().formatHex(identifier.getKeyIdentifier());
    } catch (IOException | NoSuchAlgorithmException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether the content is what was signed, in a word. */
  private static String integrity(SignerVerdict signer) {
    return signer.isIntact() ? "intact" : signer.isAltered() ? "altered" : "unchecked";
  }

  private static JsonObject signer(SignerVerdict signer) {
    JsonObject to =
        new JsonObject()
            .with("verdict", LayerText.word(signer.state()))
            .with("integrity", integrity(signer))
            .with("findings", codes(signer.findings()))
            .with("notes", codes(signer.notes()))
            .with("addresses", signer.addresses())
            .with("binding", signer.binding().name())
            .with("revocation", signer.revocation().name())
            .with("scheme", signer.scheme())
            .with("digest", signer.digest())
            .with("signingTime", signer.signingTime().map(Object::toString))
            .with("skewSeconds", signer.skew().map(skew -> skew.toSeconds()))
            .with("certificate", signer.certificate().map(JsonMessage::certificate));
    if (!signer.countersignatures().isEmpty()) {
      to.with(
          "countersignatures",
          signer.countersignatures().stream().map(JsonMessage::signer).toList());
    }
    return to;
  }

  static JsonObject certificate(X509Certificate certificate) {
    return new JsonObject()
        .with("subject", certificate.getSubjectX500Principal().getName())
        .with("issuer", certificate.getIssuerX500Principal().getName())
        .with("serial", certificate.getSerialNumber().toString(16));
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(each -> each.code().name()).distinct().toList();
  }
}
