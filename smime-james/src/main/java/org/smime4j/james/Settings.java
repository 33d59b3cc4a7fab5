package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.mailet.base.GenericMailet;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;

/** The settings of a mailet in James's configuration. Missing or unknown settings are refused. */
final class Settings {

  private static final Set<String> TRUST =
      Set.of("identifier", "trust", "intermediates", "crls", "withoutRevocation", "policy");
  private static final Set<String> KEYS = Set.of("keys", "passwords");

  private final GenericMailet mailet;

  /**
   * @param decrypts whether the mailet has keys
   */
  Settings(GenericMailet mailet, boolean decrypts) throws MessagingException {
    this.mailet = mailet;
    Set<String> unknown = new TreeSet<>();
    mailet.getInitParameterNames().forEachRemaining(unknown::add);
    unknown.removeAll(TRUST);
    if (decrypts) {
      unknown.removeAll(KEYS);
    }
    if (!unknown.isEmpty()) {
      throw new MessagingException("this mailet has no parameter " + String.join(", ", unknown));
    }
  }

  /** The identifier under which the mailet reports results. */
  String identifier() throws MessagingException {
    return required("identifier");
  }

  private String required(String name) throws MessagingException {
    String value = mailet.getInitParameter(name, "").strip();
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
    required("keys");
    try {
      Path passwords = Path.of(required("passwords"));
      KeyHistory keys =
          KeyHistory.read(PasswordSource.ofLines(passwords), paths("keys").toArray(Path[]::new));
      if (keys.size() == 0) {
        throw new MessagingException("keys: there is no key that a password opens");
      }
      return Decryptor.with(keys).under(policy());
    } catch (IOException e) {
      throw new MessagingException("keys: " + e.getMessage(), e);
    }
  }

  MailReader reader(Decryptor decryptor) throws MessagingException {
    return MailReader.with(decryptor, Verifier.trusting(trust()).under(policy()));
  }

  private TrustPolicy trust() throws MessagingException {
    required("trust");
    try {
      return TrustPolicy.anchors(certificates("trust"))
          .intermediates(certificates("intermediates"))
          .revocation(revocation());
    } catch (IOException e) {
      throw new MessagingException("trust: " + e.getMessage(), e);
    }
  }

  private List<X509Certificate> certificates(String name) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path path : paths(name)) {
      certificates.addAll(CertificateFiles.readCertificates(path).certificates());
    }
    return certificates;
  }

  private Revocation revocation() throws IOException, MessagingException {
    List<X509CRL> crls = new ArrayList<>();
    for (Path path : paths("crls")) {
      crls.addAll(CertificateFiles.readCrls(path).crls());
    }
    String why = mailet.getInitParameter("withoutRevocation", "").strip();
    if (crls.isEmpty() == why.isEmpty()) {
      throw new MessagingException("give crls, or withoutRevocation with a reason");
    }
    return crls.isEmpty() ? Revocation.notChecked(why) : Revocation.crls(crls);
  }
}
