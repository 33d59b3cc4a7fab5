package org.smime4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;

/** One message of src-test-vectors and its sidecar. */
public record VectorCase(String name, Path message, Map<String, String> values) {

  public static final Path ROOT = Outside.root().resolve("src-test-vectors");

  private static final Set<String> KNOWN =
      Set.of(
          "expect",
          "kind",
          "layers",
          "errant",
          "signers",
          "countersigners",
          "receipt-request",
          "receipt",
          "receipt-of",
          "certificates",
          "binding",
          "integrity",
          "released",
          "deviations",
          "sha256",
          "subject",
          "notes",
          "withheld",
          "keys",
          "password",
          "policy",
          "trust",
          "crls",
          "at",
          "from",
          "threat",
          "comment",
          "made-by");

  private static final Map<String, KeyHistory> HISTORIES = new ConcurrentHashMap<>();
  private static final Map<String, TrustPolicy> ANCHORED = new ConcurrentHashMap<>();

  /** All of them by name. Fails on a key that is not known or stands there twice. */
  public static List<VectorCase> all() throws IOException {
    Map<String, Path> messages = new TreeMap<>();
    Map<String, Path> sidecars = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("messages"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        boolean sidecar = name.endsWith(".expect");
        if ((sidecar ? sidecars : messages).put(name.substring(0, dot), file) != null) {
          throw new AssertionError("two messages of the name " + name.substring(0, dot));
        }
      }
    }
    if (!messages.keySet().equals(sidecars.keySet())) {
      throw new AssertionError("a message without a sidecar, or the other way round");
    }
    List<VectorCase> cases = new ArrayList<>();
    for (Map.Entry<String, Path> each : sidecars.entrySet()) {
      cases.add(new VectorCase(each.getKey(), messages.get(each.getKey()), read(each.getValue())));
    }
    return cases;
  }

  public static VectorCase named(String name) throws IOException {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, String> read(Path sidecar) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(sidecar)) {
      int colon = line.indexOf(": ");
      String key = colon < 0 ? line : line.substring(0, colon);
      if (!KNOWN.contains(key) || values.put(key, line.substring(colon + 2)) != null) {
        throw new AssertionError(sidecar + ": the key " + key + " is not known, or there twice");
      }
    }
    return Map.copyOf(values);
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The words of a value; none where the key is absent. */
  public List<String> words(String key) {
    return value(key).map(words -> List.of(words.split(" "))).orElse(List.of());
  }

  public AlgorithmPolicy policy() {
    return switch (values.getOrDefault("policy", "standard")) {
      case "standard" -> AlgorithmPolicy.standard();
      case "archive" -> AlgorithmPolicy.archive();
      case "authenticated-only" -> AlgorithmPolicy.authenticatedOnly();
      default -> throw new AssertionError(values.get("policy"));
    };
  }

  public Decryptor decryptor() {
    Decryptor decryptor =
        Decryptor.with(
                value("keys")
                    .map(keys -> HISTORIES.computeIfAbsent(keys, VectorCase::history))
                    .orElseGet(KeyHistory::of))
            .under(policy());
    return value("password")
        .map(password -> decryptor.withRecipientPassword(PasswordSource.of(password.toCharArray())))
        .orElse(decryptor);
  }

  private static KeyHistory history(String keys) {
    try {
      PasswordSource passwords = PasswordSource.ofLines(ROOT.resolve("pki/passwords.txt"));
      Path file = ROOT.resolve(keys);
      return Files.isDirectory(file)
          ? KeyHistory.read(passwords, file)
          : KeyHistory.read(passwords, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrustPolicy anchored(String trust) {
    try {
      return TrustPolicy.anchors(
          CertificateFiles.readCertificates(ROOT.resolve(trust)).certificates());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Verifier verifier() throws IOException {
    TrustPolicy trust =
        values.containsKey("trust")
            ? ANCHORED.computeIfAbsent(values.get("trust"), VectorCase::anchored)
            : TrustPolicy.withoutAnchors("the case names none");
    trust =
        trust.revocation(
            values.containsKey("crls")
                ? Revocation.crls(
                    CertificateFiles.readCrls(ROOT.resolve(values.get("crls"))).crls())
                : Revocation.notChecked("the case names no CRLs"));
    if (values.containsKey("at")) {
      trust = trust.at(Instant.parse(values.get("at")));
    }
    Verifier verifier = Verifier.trusting(trust).under(policy());
    return values.containsKey("from")
        ? verifier.expecting(ExpectedSigner.address(values.get("from")))
        : verifier;
  }

  /** What no part may show, in octets. */
  public Optional<byte[]> withheld() {
    return value("withheld").map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
