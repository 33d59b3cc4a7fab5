package org.smime4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.Octets;
import org.smime4j.Outside;
import org.smime4j.SmimeException;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.trust.CertificateFiles;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Revocation;
import org.smime4j.trust.TrustPolicy;

/** Every message of src-test-vectors gives what its sidecar says, through every door. */
class OwnVectorsTest {

  private static final Set<String> KEYS =
      Set.of(
          "expect", "layers", "sha256", "keys", "trust", "crls", "at", "from", "threat", "comment",
          "made-by");

  private final Path root = Outside.root().resolve("src-test-vectors");

  @TestFactory
  Stream<DynamicTest> everyMessageGivesWhatItsSidecarSays() throws IOException {
    List<Path> expectations;
    try (Stream<Path> files = Files.list(root.resolve("messages"))) {
      expectations = files.filter(file -> file.toString().endsWith(".expect")).sorted().toList();
    }
    assertThat(expectations).hasSizeGreaterThan(90);
    return expectations.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString().replace(".expect", ""), () -> check(file)));
  }

  private void check(Path sidecar) throws Exception {
    Map<String, String> expected = new HashMap<>();
    for (String line : Files.readAllLines(sidecar)) {
      int colon = line.indexOf(": ");
      expected.put(line.substring(0, colon), line.substring(colon + 2));
    }
    assertThat(KEYS).containsAll(expected.keySet());
    Path message = message(sidecar);
    Decryptor decryptor = Decryptor.with(keys(expected));
    Verifier verifier = verifier(expected);
    try (InputStream in = Files.newInputStream(message);
        OpenedMail ofFile = SecureMail.open(message, decryptor, verifier);
        OpenedMail ofArray = SecureMail.open(Files.readAllBytes(message), decryptor, verifier);
        OpenedMail ofStream = SecureMail.open(in, decryptor, verifier, OpenOptions.standard())) {
      for (OpenedMail mail : List.of(ofFile, ofArray, ofStream)) {
        assertThat(outcome(mail)).as("outcome").isEqualTo(expected.get("expect"));
        if (mail.failure().isEmpty()) {
          assertThat(layers(mail)).isEqualTo(expected.getOrDefault("layers", ""));
        }
        if (expected.containsKey("sha256")) {
          Octets content = mail.unverifiedContent("its digest is compared");
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.bytes());
          assertThat(HexFormat.of().formatHex(digest)).isEqualTo(expected.get("sha256"));
        }
      }
    }
  }

  private static Path message(Path sidecar) throws IOException {
    String name = sidecar.getFileName().toString().replace(".expect", ".");
    try (Stream<Path> files = Files.list(sidecar.resolveSibling("."))) {
      return files
          .filter(
              f -> f.getFileName().toString().startsWith(name) && !f.toString().endsWith(".expect"))
          .findFirst()
          .orElseThrow();
    }
  }

  private KeyHistory keys(Map<String, String> expected) throws IOException {
    if (!expected.containsKey("keys")) {
      return KeyHistory.empty();
    }
    PasswordSource passwords = PasswordSource.ofLines(root.resolve("pki/passwords.txt"));
    Path file = root.resolve(expected.get("keys"));
    return Files.isDirectory(file)
        ? KeyHistory.readDirectory(file, passwords)
        : KeyHistory.read(file, passwords);
  }

  private Verifier verifier(Map<String, String> expected) throws IOException {
    TrustPolicy trust =
        expected.containsKey("trust")
            ? TrustPolicy.anchors(
                CertificateFiles.readCertificates(root.resolve(expected.get("trust"))).items())
            : TrustPolicy.withoutAnchors("the case names none");
    trust =
        trust.revocation(
            expected.containsKey("crls")
                ? Revocation.crls(
                    CertificateFiles.readCrls(root.resolve(expected.get("crls"))).items())
                : Revocation.notChecked("the case names no CRLs"));
    if (expected.containsKey("at")) {
      trust = trust.at(Instant.parse(expected.get("at")));
    }
    Verifier verifier = Verifier.trusting(trust);
    return expected.containsKey("from")
        ? verifier.expecting(ExpectedSigner.address(expected.get("from")))
        : verifier;
  }

  private static String layers(OpenedMail mail) {
    return mail.layers().stream()
        .map(layer -> layer.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static String outcome(OpenedMail mail) throws SmimeException {
    Optional<SmimeException> failure = mail.failure();
    if (failure.isPresent()) {
      return switch (failure.get().getClass().getSimpleName()) {
        case "NoMatchingKey" -> "no key";
        case "NotDecryptable" -> "not decryptable";
        case "UnsupportedAlgorithm" -> "unsupported";
        case "Malformed" -> "malformed";
        case "Refused" -> "refused";
        default -> failure.get().toString();
      };
    }
    if (mail.layers().isEmpty()) {
      return "not smime";
    }
    try {
      SignerVerdict worst = mail.requireSigned().worst();
      return worst.getClass().getSimpleName().toLowerCase(Locale.ROOT)
          + worst.headline().map(finding -> " " + finding.code()).orElse("");
    } catch (SmimeException.NotTrusted none) {
      return "opened";
    }
  }
}
