package org.smime4j.internal.open;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.ContentForms.ContentForm;
import org.smime4j.internal.mime.CanonicalText;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.Signatures;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/**
 * A multipart/signed (RFC 1847, RFC 8551 section 3.5.3): two parts, the second signs the first.
 *
 * @param decoded the second part without its transfer encoding
 * @param signature what it holds
 */
record MultipartSigned(Entity content, ByteSource decoded, CmsObject signature) {

  /** The parts, if there are exactly two and the second holds CMS. */
  static MultipartSigned of(Entity entity, MessageScope message, DeviationLog noted)
      throws IOException {
    if (entity.children().size() != 2) {
      throw new SmimeException.Malformed(
          "multipart/signed",
          entity.start(),
          "it must have two parts, and has " + entity.children().size());
    }
    if (entity.transferEncoding().equals("quoted-printable")) {
      noted.add(Finding.Code.MULTIPART_ENCODING, "{0}", entity.transferEncoding());
    }
    if (entity.oddities().contains(Oddity.CLOSE_MISSING)) {
      noted.add(Finding.Code.CLOSE_DELIMITER_MISSING, "");
    }
    if (entity.oddities().contains(Oddity.PREAMBLE)) {
      noted.add(Finding.Code.UNSIGNED_TEXT_AROUND, "before the first part");
    }
    if (entity.oddities().contains(Oddity.EPILOGUE)) {
      noted.add(Finding.Code.UNSIGNED_TEXT_AROUND, "behind the last part");
    }
    SmimeType.noteProtocol(entity, noted);
    ByteSource decoded = TransferCoding.decode(entity.children().get(1), noted::add);
    CmsDetection signature = CmsDetection.body(decoded, noted);
    if (signature.kind() != CmsDetection.Kind.CMS) {
      throw new SmimeException.Malformed(
          "multipart/signed", entity.children().get(1).start(), "the second part holds no CMS");
    }
    return new MultipartSigned(
        entity.children().get(0), decoded, new CmsObject(signature.octets(), message));
  }

  JudgedSignature verify(VerifyingOptions verifying) throws IOException {
    return new Signatures(verifying).detached(forms(content.raw()), signature);
  }

  /** The content with all forms that may have been signed. */
  static ByteSource forms(ByteSource raw) {
    return new ContentForms(raw, () -> otherForms(raw));
  }

  private static List<ContentForm> otherForms(ByteSource raw) {
    // Whether it differs from the first is not worth a pass before.
    ByteSource crlf = CanonicalText.crlfWhenRead(raw);
    return List.of(
        new ContentForm("crlf", crlf),
        new ContentForm("without-final-crlf", CanonicalText.withoutFinalCrlf(crlf)),
        new ContentForm("with-final-crlf", CanonicalText.withFinalCrlf(crlf)),
        new ContentForm("lf", CanonicalText.lf(raw)));
  }

  /** Notes a micalg that names another digest than a signer used (RFC 8551 section 3.5.3.2). */
  static void noteMicalg(Entity entity, SignatureReport report, DeviationLog noted) {
    String micalg = entity.mediaType().parameter("micalg");
    if (micalg == null) {
      noted.add(Finding.Code.MICALG_MISMATCH, "missing");
      return;
    }
    List<String> stated = new ArrayList<>();
    for (String each : micalg.split(",", -1)) {
      stated.add(comparable(each));
    }
    for (SignerVerdict signer : report.signers()) {
      if (!stated.contains(comparable(signer.digest()))) {
        noted.add(
            Finding.Code.MICALG_MISMATCH, "{0}, and a signer used {1}", micalg, signer.digest());
      }
    }
  }

  private static String comparable(String digest) {
    String name = digest.strip().toLowerCase(Locale.ROOT).replace("-", "");
    return name.startsWith("rsa") ? name.substring(3) : name;
  }
}
