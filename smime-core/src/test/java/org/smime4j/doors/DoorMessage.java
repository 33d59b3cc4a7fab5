package org.smime4j.doors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.VectorCase;

/**
 * A message of the kit, of the three folders of attacks, or of those that other people's software
 * made, with the settings by which each door reads it.
 *
 * @param keys files or directories of keys
 * @param passwords of the keys
 * @param at the time to judge at; null for now
 * @param from the expected address; empty for that of From
 */
public record DoorMessage(
    String name,
    Path path,
    List<Path> keys,
    List<String> passwords,
    List<Path> trust,
    List<Path> intermediates,
    List<Path> crls,
    Instant at,
    String from,
    String policy,
    String recipientPassword) {

  /** Whether each message goes through each door, as it does once before a release. */
  public static final boolean IS_WHOLE = Integer.getInteger("samples", 1) >= 20;

  private static final Map<List<Object>, KeyHistory> HISTORIES = new ConcurrentHashMap<>();

  /**
   * One of so many, and all of the third folder of attacks, whose targets are the doors; with
   * {@code -Dsamples} of 20 all.
   */
  public static List<DoorMessage> sample(int oneIn) throws IOException {
    int every = IS_WHOLE ? 1 : oneIn;
    List<DoorMessage> all = all();
    List<DoorMessage> sample = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % every == 0 || all.get(i).name().startsWith("attacks/third/")) {
        sample.add(all.get(i));
      }
    }
    return sample;
  }

  /** All of them; without the foreign ones if their folder is not there. */
  public static List<DoorMessage> all() throws IOException {
    List<DoorMessage> all = new ArrayList<>();
    List<String> words =
        Files.readAllLines(VectorCase.ROOT.resolve("pki/passwords.txt")).stream().toList();
    for (VectorCase each : VectorCase.all()) {
      all.add(
          new DoorMessage(
              "kit/" + each.name(),
              each.message(),
              paths(each, "keys"),
              words,
              paths(each, "trust"),
              List.of(),
              paths(each, "crls"),
              each.value("at").map(Instant::parse).orElse(null),
              each.value("from").orElse(""),
              each.value("policy").orElse("standard"),
              each.value("password").orElse("")));
    }
    attacks(Outside.beside("attacks"), words, all);
    foreign(Outside.vectors(), all);
    return all;
  }

  private static List<Path> paths(VectorCase each, String key) {
    return each.value(key).map(VectorCase.ROOT::resolve).map(List::of).orElse(List.of());
  }

  private static void attacks(Path attacks, List<String> words, List<DoorMessage> all)
      throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(attacks)) {
      files =
          walk.filter(file -> file.toString().matches(".*\\.(eml|msg|mbox|p7s)")).sorted().toList();
    }
    for (Path file : files) {
      String name = attacks.relativize(file).toString().replace('\\', '/');
      Path anchor = attacks.resolve("root.pem");
      Path own = Path.of(file.toString().replace(".eml", ".root.pem"));
      if (!own.equals(file) && Files.exists(own)) {
        anchor = own;
      } else if (name.startsWith("pss/")) {
        anchor = attacks.resolve("pss/ca.pem");
      } else if (name.contains("honest/")) {
        anchor = attacks.resolve("third/honest/ca.crt");
      } else if (name.contains("mbox/")) {
        anchor = VectorCase.ROOT.resolve("trust/root.pem");
      }
      String at = "2026-11-27T12:00:00Z";
      if (name.startsWith("third/")) {
        at =
            name.contains("honest/") || name.contains("mbox/")
                ? "2026-12-03T00:00:00Z"
                : "2026-11-29T17:00:00Z";
      }
      all.add(
          new DoorMessage(
              "attacks/" + name,
              file,
              List.of(
                  name.startsWith("keys/")
                      ? attacks.resolve("keys/k9.pem")
                      : VectorCase.ROOT.resolve("history")),
              words,
              List.of(anchor),
              List.of(),
              List.of(),
              Instant.parse(at),
              name.equals("e/doc.bin.p7s") ? "alice@example.org" : "",
              "standard",
              ""));
    }
  }

  private static void foreign(Path vectors, List<DoorMessage> all) throws IOException {
    try (Stream<String> lines = Files.lines(vectors.resolve("expected.tsv"))) {
      lines
          .skip(1)
          .map(line -> line.split("\t", -1))
          .map(
              row -> {
                Path corpus = vectors.resolve(row[0]);
                return new DoorMessage(
                    "vectors/" + row[0] + "/" + row[1] + (row[11].isEmpty() ? "" : " " + row[11]),
                    corpus.resolve(row[1]),
                    paths(corpus, row[5]),
                    Stream.of(row[6].split(",")).map(each -> each.replace("\"\"", "")).toList(),
                    paths(corpus, row[7]),
                    paths(corpus, row[8]),
                    paths(corpus, row[9]),
                    row[10].isEmpty() ? null : Instant.parse(row[10]),
                    "",
                    "archive",
                    "");
              })
          .forEach(all::add);
    }
  }

  private static List<Path> paths(Path folder, String list) {
    return list.isEmpty() ? List.of() : Stream.of(list.split(",")).map(folder::resolve).toList();
  }

  /**
   * The same with what a mail server is told: always keys and anchors, those of the kit if there
   * are no others, and of no message a time, an address or a password.
   */
  public DoorMessage asAServerReadsIt() {
    return new DoorMessage(
        name,
        path,
        keys.isEmpty() ? List.of(VectorCase.ROOT.resolve("history")) : keys,
        keys.isEmpty() ? List.of("test", "") : passwords,
        trust.isEmpty() ? List.of(VectorCase.ROOT.resolve("trust/root.pem")) : trust,
        intermediates,
        crls,
        null,
        "",
        policy,
        "");
  }

  public byte[] octets() throws IOException {
    return Files.readAllBytes(path);
  }

  /** The message as a reader that is not told how it is to be opened would be given it. */
  public MailReader reader() throws IOException {
    return MailReader.with(decryptor(), verifier());
  }

  public Decryptor decryptor() throws IOException {
    List<Object> made = List.of(keys, passwords);
    KeyHistory history = HISTORIES.get(made);
    if (history == null) {
      PasswordSource source =
          PasswordSource.of(passwords.stream().map(String::toCharArray).toArray(char[][]::new));
      history =
          keys.isEmpty() ? KeyHistory.of() : KeyHistory.read(source, keys.toArray(Path[]::new));
      HISTORIES.put(made, history);
    }
    Decryptor decryptor = Decryptor.with(history).under(algorithms());
    return recipientPassword.isEmpty()
        ? decryptor
        : decryptor.withRecipientPassword(PasswordSource.of(recipientPassword.toCharArray()));
  }

  public AlgorithmPolicy algorithms() {
    return switch (policy) {
      case "standard" -> AlgorithmPolicy.standard();
      case "archive" -> AlgorithmPolicy.archive();
      case "authenticated-only" -> AlgorithmPolicy.authenticatedOnly();
      default -> throw new AssertionError(policy);
    };
  }

  public Verifier verifier() throws IOException {
    TrustPolicy people =
        trust.isEmpty()
            ? TrustPolicy.withoutAnchors("the message has none")
            : TrustPolicy.anchors(certificates(trust));
    people = people.intermediates(certificates(intermediates));
    List<java.security.cert.X509CRL> lists = new ArrayList<>();
    for (Path each : crls) {
      lists.addAll(CertificateFiles.readCrls(each).crls());
    }
    people =
        people.revocation(
            lists.isEmpty() ? Revocation.notChecked("no lists") : Revocation.crls(lists));
    if (at != null) {
      people = people.at(at);
    }
    Verifier verifier = Verifier.trusting(people).under(algorithms());
    return from.isEmpty() ? verifier : verifier.expecting(ExpectedSigner.address(from));
  }

  private static Collection<java.security.cert.X509Certificate> certificates(List<Path> files)
      throws IOException {
    List<java.security.cert.X509Certificate> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(CertificateFiles.readCertificates(file).certificates());
    }
    return all;
  }

  /** A file with the passwords, one in a line. */
  public Path passwordFile(Path folder) throws IOException {
    Path file = folder.resolve("passwords-" + Integer.toHexString(passwords.hashCode()) + ".txt");
    return Files.exists(file) ? file : Files.write(file, passwords);
  }

  /** The same for the command line. */
  public List<String> options(Path folder) throws IOException {
    Map<String, List<?>> options = new LinkedHashMap<>();
    options.put("--keys", keys);
    options.put("--password-file", keys.isEmpty() ? List.of() : List.of(passwordFile(folder)));
    options.put("--trust", trust);
    options.put("--intermediates", intermediates);
    options.put("--crl", crls);
    options.put("--at", at == null ? List.of() : List.of(at));
    options.put("--from", from.isEmpty() ? List.of() : List.of(from));
    options.put("--policy", List.of(policy));
    List<String> line = new ArrayList<>();
    options.forEach(
        (option, values) ->
            values.forEach(value -> line.addAll(List.of(option, value.toString()))));
    if (!recipientPassword.isEmpty()) {
      Path file = folder.resolve("recipient-" + recipientPassword + ".txt");
      line.addAll(
          List.of(
              "--recipient-password-file", Files.writeString(file, recipientPassword).toString()));
    }
    return line;
  }

  @Override
  public String toString() {
    return name;
  }
}
