package org.smime4j.tika;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** The messages of src-test-vectors, and who reads them as their sidecars say. */
final class Kit {

  static final Path ROOT =
      Path.of(System.getProperty("smime4j.root", "..")).resolve("src-test-vectors");

  private final Map<String, KeyHistory> histories = new HashMap<>();
  private final Map<String, TrustPolicy> anchored = new HashMap<>();

  /** One message and its sidecar. */
  record Message(String name, Path file, Map<String, String> values) {

    String expected() {
      return values.getOrDefault("expect", "");
    }
  }

  static List<Message> messages() throws IOException {
    List<Message> messages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("messages"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!file.toString().endsWith(".expect")) {
          messages.add(of(file));
        }
      }
    }
    return messages;
  }

  static Message named(String path) throws IOException {
    return of(ROOT.resolve("messages").resolve(path));
  }

  private static Message of(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file.resolveSibling(name + ".expect"))) {
      String[] pair = line.split(": ", 2);
      values.put(pair[0], pair[1]);
    }
    return new Message(name, file, values);
  }

  MailReader reader(Message message) throws IOException {
    Map<String, String> values = message.values();
    AlgorithmPolicy policy =
        switch (values.getOrDefault("policy", "standard")) {
          case "archive" -> AlgorithmPolicy.archive();
          case "authenticated-only" -> AlgorithmPolicy.authenticatedOnly();
          default -> AlgorithmPolicy.standard();
        };
    Decryptor decryptor = Decryptor.with(keys(values.get("keys"))).under(policy);
    if (values.containsKey("password")) {
      decryptor =
          decryptor.withRecipientPassword(PasswordSource.of(values.get("password").toCharArray()));
    }
    Verifier verifier = Verifier.trusting(trust(values)).under(policy);
    if (values.containsKey("from")) {
      verifier = verifier.expecting(ExpectedSigner.address(values.get("from")));
    }
    return MailReader.with(decryptor, verifier);
  }

  KeyHistory keys(String path) throws IOException {
    if (path == null) {
      return KeyHistory.of();
    }
    if (!histories.containsKey(path)) {
      PasswordSource passwords = PasswordSource.ofLines(ROOT.resolve("pki/passwords.txt"));
      histories.put(path, KeyHistory.read(passwords, ROOT.resolve(path)));
    }
    return histories.get(path);
  }

  private TrustPolicy trust(Map<String, String> values) throws IOException {
    String path = values.get("trust");
    if (path != null && !anchored.containsKey(path)) {
      anchored.put(
          path,
          TrustPolicy.anchors(
              CertificateFiles.readCertificates(ROOT.resolve(path)).certificates()));
    }
    TrustPolicy trust =
        path == null ? TrustPolicy.withoutAnchors("the case names none") : anchored.get(path);
    trust =
        trust.revocation(
            values.containsKey("crls")
                ? Revocation.crls(
                    CertificateFiles.readCrls(ROOT.resolve(values.get("crls"))).crls())
                : Revocation.notChecked("the case names no CRLs"));
    return values.containsKey("at") ? trust.at(Instant.parse(values.get("at"))) : trust;
  }
}
