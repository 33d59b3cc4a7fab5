package org.smime4j.spark;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;

/** What became of one message, in the words of {@code smime open --json}, as a row of the table. */
final class ReportRow {

  /** The columns, whose meanings the page of the module tells. */
  static final StructType SCHEMA =
      StructType.fromDDL(
          "name STRING, sha256 STRING, outcome STRING, layers ARRAY<STRING>,"
              + " keys ARRAY<STRUCT<issuer: STRING, serial: STRING, foundBy: STRING>>,"
              + " verdict STRING, signers ARRAY<STRUCT<subject: STRING, issuer: STRING,"
              + " serial: STRING, addresses: ARRAY<STRING>, verdict: STRING>>,"
              + " findings ARRAY<STRING>, addresses ARRAY<STRING>, deviations ARRAY<STRING>,"
              + " notes ARRAY<STRING>, contentSha256 STRING, error STRING, diagnosis STRING,"
              + " recipients ARRAY<STRING>, plaintext BINARY, reencrypted BINARY");

  private ReportRow() {}

  /** The columns of a message in their order; a list that is not there is empty. */
  static Row row(Map<String, Object> columns) {
    return RowFactory.create(
        Stream.of(SCHEMA.fields())
            .map(
                field -> {
                  Object value = columns.get(field.name());
                  if (value instanceof List<?> list) {
                    return list.toArray();
                  }
                  return value == null && field.dataType().typeName().equals("array")
                      ? new Object[0]
                      : value;
                })
            .toArray());
  }

  /** Adds what was read of a message; it may have failed in an inner layer. */
  static void describe(OpenedMail mail, Map<String, Object> row) throws IOException {
    row.put("outcome", mail.outcome().label());
    row.put("layers", mail.layers().stream().map(ReportRow::kind).toList());
    if (mail.outcome() != Outcome.UNPROVEN) {
      row.put("keys", mail.layers().stream().flatMap(ReportRow::key).toList());
    }
    row.put(
        "deviations", codes(mail.layers().stream().flatMap(layer -> layer.deviations().stream())));
    row.put("notes", codes(mail.notes().stream()));
    signers(mail, row);
    Optional<SmimeException> failure = mail.failure();
    if (failure.isPresent()) {
      row.put("error", sentence(failure.get()));
      Optional<Diagnosis> diagnosis = mail.diagnosis();
      if (diagnosis.isPresent()) {
        // Its sentence names key files; the row does not.
        row.put("diagnosis", ArchiveSettings.word(diagnosis.get().prospect()));
        row.put("recipients", diagnosis.get().recipients().stream().map(Object::toString).toList());
      }
    }
  }

  private static void signers(OpenedMail mail, Map<String, Object> row) {
    try {
      SignerVerdict worst = mail.requireSigned().worst();
      row.put("verdict", ArchiveSettings.word(worst.state()));
      row.put("findings", codes(worst.findings().stream()));
      row.put("addresses", worst.addresses());
      row.put("signers", mail.requireSigned().signers().stream().map(ReportRow::signer).toList());
    } catch (SmimeException e) {
      // No signature covers the whole message.
    }
  }

  private static Row signer(SignerVerdict signer) {
    Optional<X509Certificate> certificate = signer.certificate();
    return RowFactory.create(
        certificate.map(each -> name(each.getSubjectX500Principal())).orElse(null),
        certificate.map(each -> name(each.getIssuerX500Principal())).orElse(null),
        certificate.map(ReportRow::serial).orElse(null),
        signer.addresses().toArray(),
        ArchiveSettings.word(signer.state()));
  }

  /** Makes it the row of a message that failed. */
  static void failed(Throwable failure, Map<String, Object> row) {
    Outcome outcome = failure instanceof SmimeException known ? known.outcome() : Outcome.IO_ERROR;
    row.put("outcome", outcome.label());
    row.put("error", sentence(failure));
  }

  /** A failure without the name of a key file. */
  static String sentence(Throwable failure) {
    return failure instanceof SmimeException.KeyFile file
        ? "a key file that may fit was not opened (" + file.reason() + ")"
        : Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }

  private static List<String> codes(Stream<Finding> findings) {
    return findings.map(finding -> finding.code().name()).distinct().toList();
  }

  private static String kind(Layer layer) {
    return ArchiveSettings.word(layer.kind()).replace("-opaquely", "");
  }

  private static Stream<Row> key(Layer layer) {
    return layer.encryption().flatMap(EncryptedLayer::key).map(ReportRow::key).stream();
  }

  private static Row key(KeyMatch key) {
    Optional<X509Certificate> certificate = key.certificate();
    return RowFactory.create(
        certificate.map(each -> name(each.getIssuerX500Principal())).orElse(null),
        certificate.map(ReportRow::serial).orElse(null),
        ArchiveSettings.word(key.foundBy()));
  }

  private static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  private static String name(X500Principal principal) {
    return principal.getName(X500Principal.RFC2253);
  }
}
