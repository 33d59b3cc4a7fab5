package org.smime4j.internal.open;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignatureReport;

/** A layer as it was read. */
public record ReadLayer(
    Kind kind,
    boolean isWhole,
    String container,
    Optional<String> cipher,
    Optional<EncryptedLayer> encryption,
    Optional<SignatureReport> report,
    List<X509Certificate> certificates,
    List<Finding> deviations)
    implements Layer {

  public ReadLayer {
    certificates = List.copyOf(certificates);
    deviations = List.copyOf(deviations);
  }

  @Override
  public String toString() {
    String coverage = isWhole ? "WHOLE" : "PART";
    String closed = container + " " + cipher.orElse("") + ", not opened";
    String signers = report.map(Object::toString).orElse("");
    return switch (kind) {
      case ENCRYPTED ->
          "Encrypted, " + coverage + ": " + encryption.map(Object::toString).orElse(closed);
      case SIGNED -> "Signed, " + coverage + ", MULTIPART: " + signers;
      case SIGNED_OPAQUELY -> "Signed, " + coverage + ", OPAQUE: " + signers;
      case COMPRESSED -> "Compressed, " + coverage;
      case CERTIFICATES -> "Certificates, " + coverage + ": " + certificates.size();
      case RECEIPT -> "Receipt, " + coverage + ": " + signers;
    };
  }
}
