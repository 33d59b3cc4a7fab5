package org.smime4j.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.keys.PasswordSource;

/**
 * One message that other people's software made, with its outcome as {@code expected.tsv} of the
 * foreign messages states it (see the README beside that file).
 */
public final class ForeignMessage {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [^-]+-----(.*?)-----END [^-]+-----", Pattern.DOTALL);

  private final Path corpusFolder;
  private final String[] columns;

  private ForeignMessage(Path corpusFolder, String[] columns) {
    this.corpusFolder = corpusFolder;
    this.columns = columns;
  }

  /** All rows of the table, in its order. */
  public static List<ForeignMessage> all() throws IOException {
    Path folder = Outside.vectors();
    try (Stream<String> lines = Files.lines(folder.resolve("expected.tsv"))) {
      return lines
          .skip(1)
          .map(line -> line.split("\t", -1))
          .map(row -> new ForeignMessage(folder.resolve(row[0]), row))
          .toList();
    }
  }

  /** The folder of the software's messages, as the table names it. */
  public String corpus() {
    return columns[0];
  }

  /** The message's path in that folder. */
  public String file() {
    return columns[1];
  }

  /** Corpus and file, to name a row. */
  public String name() {
    return corpus() + "/" + file();
  }

  /** The message. */
  public Path path() {
    return corpusFolder.resolve(file());
  }

  /** The stated outcomes, outermost layer first. */
  public List<String> expected() {
    return List.of(columns[3].split(";"));
  }

  /** SHA-256 of the innermost content in hex; empty where none is stated. */
  public String contentSha256() {
    return columns[4];
  }

  /** Whether anchors are stated. */
  public boolean hasTrust() {
    return !columns[7].isEmpty();
  }

  /** What is noted about it. */
  public String note() {
    return columns[12];
  }

  /** The detached content. */
  public Optional<Path> content() {
    return Optional.of(columns[11]).filter(c -> !c.isEmpty()).map(corpusFolder::resolve);
  }

  /** The same for rows that state the same keys, trust and time. */
  public String readBy() {
    return corpus() + String.join("\t", Arrays.asList(columns).subList(5, 11));
  }

  /** Every key of every key file that is stated. */
  public KeyHistory keys() throws IOException {
    List<char[]> passwords = new ArrayList<>();
    for (String each : list(columns[6])) {
      passwords.add(each.equals("\"\"") ? new char[0] : each.toCharArray());
    }
    PasswordSource source = PasswordSource.of(passwords.toArray(char[][]::new));
    KeyHistory history = KeyHistory.of();
    for (String each : list(columns[5])) {
      Path file = corpusFolder.resolve(each);
      history = history.and(KeyHistory.read(source, file));
    }
    return history;
  }

  /** The trust that is stated; without anchors, or with none that are stated. */
  public TrustPolicy trust() throws IOException {
    Set<X509Certificate> anchors = new LinkedHashSet<>();
    for (String each : list(columns[7])) {
      anchors.addAll(CertificateFiles.readCertificates(corpusFolder.resolve(each)).certificates());
    }
    TrustPolicy trust =
        anchors.isEmpty()
            ? TrustPolicy.withoutAnchors("the row states none")
            : TrustPolicy.anchors(anchors);
    Set<X509Certificate> intermediates = new LinkedHashSet<>();
    for (String each : list(columns[8])) {
      intermediates.addAll(
          CertificateFiles.readCertificates(corpusFolder.resolve(each)).certificates());
    }
    trust = trust.intermediates(intermediates);
    Set<X509CRL> crls = new LinkedHashSet<>();
    for (String each : list(columns[9])) {
      crls.addAll(CertificateFiles.readCrls(corpusFolder.resolve(each)).crls());
    }
    if (!crls.isEmpty()) {
      trust = trust.revocation(Revocation.crls(crls));
    }
    return columns[10].isEmpty() ? trust : trust.at(Instant.parse(columns[10]));
  }

  /** The CMS object where the file is DER or PEM and no mail; empty otherwise. */
  public Optional<byte[]> bareCms() throws IOException {
    byte[] octets = Files.readAllBytes(path());
    if (octets.length > 0 && octets[0] == 0x30) {
      return Optional.of(octets);
    }
    Matcher pem = PEM.matcher(new String(octets, StandardCharsets.ISO_8859_1));
    return pem.lookingAt()
        ? Optional.of(Base64.getMimeDecoder().decode(pem.group(1)))
        : Optional.empty();
  }

  private static List<String> list(String column) {
    return column.isEmpty() ? List.of() : List.of(column.split(","));
  }

  @Override
  public String toString() {
    return name();
  }
}
