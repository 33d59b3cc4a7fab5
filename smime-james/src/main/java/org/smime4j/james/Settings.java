package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Unreachable;

/** The settings of a mailet in James's configuration. Missing or unknown settings are refused. */
final class Settings {

  private static final Logger LOGGER = LoggerFactory.getLogger(Settings.class);

  static final Set<String> TRUST =
      Set.of("trust", "intermediates", "distrusted", "crls", "withoutRevocation", "policy");
  static final Set<String> INCOMING = Set.of("identifier", "strip", "book");
  static final Set<String> KEYS = Set.of("keys", "passwords");
  static final Set<String> SIGNING = Set.of("withoutAuthentication");
  static final Set<String> SEALING = Set.of("certificates", "book", "unreachable");

  /** What James reads itself, for every mailet. */
  private static final Set<String> OF_JAMES = Set.of("onMailetException", "onMatchException");

  /** The field that James's own mailet writes. */
  private static final String STATUS = "x-smime-status";

  private final GenericMailet mailet;

  /**
   * @param groups the parameters that the mailet may have
   */
  @SafeVarargs
  Settings(GenericMailet mailet, Set<String>... groups) throws MessagingException {
    this.mailet = mailet;
    Set<String> unknown = new TreeSet<>();
    mailet.getInitParameterNames().forEachRemaining(unknown::add);
    unknown.removeAll(OF_JAMES);
    for (Set<String> group : groups) {
      unknown.removeAll(group);
    }
    if (!unknown.isEmpty()) {
      throw new MessagingException("this mailet has no parameter " + String.join(", ", unknown));
    }
  }

  /** What is done with messages from outside, under the name in their results. */
  Message.Incoming incoming() throws MessagingException {
    Set<String> stripped = new HashSet<>(Set.of(STATUS));
    for (String name : mailet.getInitParameter("strip", "").split(",", -1)) {
      if (!name.isBlank()) {
        stripped.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    String identifier = required("identifier");
    if (!Message.isIdentifier(identifier)) {
      throw new MessagingException("identifier: not a name such as mx.example.org: " + identifier);
    }
    return new Message.Incoming(identifier, Set.copyOf(stripped), book());
  }

  private @Nullable Book book() throws MessagingException {
    String file = optional("book");
    return file.isEmpty() ? null : new Book(Path.of(file));
  }

  String optional(String name) {
    return mailet.getInitParameter(name, "").strip();
  }

  private String required(String name) throws MessagingException {
    String value = optional(name);
    if (value.isEmpty()) {
      throw new MessagingException("this mailet needs the parameter " + name);
    }
    return value;
  }

  private List<Path> paths(String name) {
    List<Path> paths = new ArrayList<>();
    for (String path : mailet.getInitParameter(name, "").split(",", -1)) {
      if (!path.isBlank()) {
        paths.add(Path.of(path.strip()));
      }
    }
    return paths;
  }

  private AlgorithmPolicy policy() throws MessagingException {
    String name = mailet.getInitParameter("policy", "standard");
    return switch (name) {
      case "standard" -> AlgorithmPolicy.standard();
      case "archive" -> AlgorithmPolicy.archive();
      case "authenticated-only" -> AlgorithmPolicy.authenticatedOnly();
      default ->
          throw new MessagingException(
              "policy: there is no " + name + ", only standard, archive and authenticated-only");
    };
  }

  Decryptor decryptor() throws MessagingException {
    return Decryptor.with(keys()).under(policy());
  }

  KeyHistory keys() throws MessagingException {
    required("keys");
    Path lines = Path.of(required("passwords"));
    PasswordSource passwords = read("passwords", () -> PasswordSource.ofLines(lines));
    KeyHistory keys =
        read("keys", () -> KeyHistory.read(passwords, paths("keys").toArray(Path[]::new)));
    keys.skipped().forEach((file, why) -> LOGGER.warn("keys: {}: {}", file, why));
    if (keys.size() == 0) {
      throw new MessagingException("keys: there is no key that a password opens");
    }
    return keys;
  }

  MailReader reader(Decryptor decryptor) throws MessagingException {
    return MailReader.with(decryptor, Verifier.trusting(trust()).under(policy()));
  }

  Encryptor encryptor() throws MessagingException {
    return Encryptor.trusting(trust()).under(policy());
  }

  /** Where certificates of recipients come from. */
  CertificateSource source() throws MessagingException {
    Book book = book();
    if (paths("certificates").isEmpty() && book == null) {
      throw new MessagingException("this mailet needs the parameter certificates, or book");
    }
    CertificateBook files = CertificateBook.empty().and(certificates("certificates"));
    return book == null ? files : CertificateBook.chain(files, book);
  }

  Unreachable unreachable() throws MessagingException {
    String name = mailet.getInitParameter("unreachable", "refuse");
    return switch (name) {
      case "refuse" -> Unreachable.REFUSE;
      case "leave-out" -> Unreachable.LEAVE_OUT;
      case "send-in-clear" -> Unreachable.SEND_IN_CLEAR;
      default ->
          throw new MessagingException(
              "unreachable: there is no " + name + ", only refuse, leave-out and send-in-clear");
    };
  }

  private TrustPolicy trust() throws MessagingException {
    required("trust");
    try {
      return TrustPolicy.anchors(certificates("trust"))
          .intermediates(certificates("intermediates"))
          .distrusting(certificates("distrusted"))
          .revocation(revocation());
    } catch (IllegalArgumentException e) {
      throw new MessagingException("trust: " + e.getMessage(), e);
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(String name, Reading<T> reading) throws MessagingException {
    try {
      return reading.read();
    } catch (NoSuchFileException e) {
      throw new MessagingException(name + ": there is no file " + e.getFile(), e);
    } catch (IOException e) {
      throw new MessagingException(name + ": " + e.getMessage(), e);
    }
  }

  private List<X509Certificate> certificates(String name) throws MessagingException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path path : paths(name)) {
      CertificateFiles found = read(name, () -> CertificateFiles.readCertificates(path));
      warn(name, path, found);
      certificates.addAll(found.certificates());
    }
    return certificates;
  }

  private static void warn(String name, Path path, CertificateFiles found) {
    found.skipped().forEach(each -> LOGGER.warn("{}: {}: {}", name, path, each));
  }

  private Revocation revocation() throws MessagingException {
    List<X509CRL> crls = new ArrayList<>();
    for (Path path : paths("crls")) {
      CertificateFiles found = read("crls", () -> CertificateFiles.readCrls(path));
      warn("crls", path, found);
      crls.addAll(found.crls());
    }
    String why = optional("withoutRevocation");
    if (crls.isEmpty() == why.isEmpty()) {
      throw new MessagingException("give crls, or withoutRevocation with a reason, and not both");
    }
    return crls.isEmpty() ? Revocation.notChecked(why) : Revocation.crls(crls);
  }
}
