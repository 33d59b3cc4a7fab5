package org.smime4j.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile.Reason;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.keys.PasswordSource;

/**
 * Reads the anchors of the Java runtime and of the operating system, only if the caller asks for
 * them. The result depends on the machine. A store that cannot be read is an error, and never an
 * empty list.
 */
public final class TrustStores {

  /**
   * The places of anchors on systems other than Windows and macOS; the first existing one counts.
   * Systems with p11-kit keep anchors for mail apart from those of web servers.
   */
  static final List<String> BUNDLES =
      List.of(
          ("/etc/pki/ca-trust/extracted/pem/email-ca-bundle.pem "
                  + "/etc/ca-certificates/extracted/email-ca-bundle.pem "
                  + "/etc/ssl/certs/ca-certificates.crt "
                  + "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem "
                  + "/etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem "
                  + "/usr/local/share/certs/ca-root-nss.crt")
              .split(" "));

  private TrustStores() {}

  /**
   * The anchors of this Java runtime: {@code jssecacerts} in its folder {@code lib/security} if
   * that is there, else {@code cacerts}.
   *
   * @throws SmimeException.KeyFile if there is none, or none can be read
   */
  public static List<X509Certificate> jdk() throws IOException {
    return jdk(Paths.get(System.getProperty("java.home")));
  }

  public static List<X509Certificate> jdk(Path home) throws IOException {
    Path folder = home.resolve("lib").resolve("security");
    Path file = folder.resolve("jssecacerts");
    return file(Files.exists(file) ? file : folder.resolve("cacerts"));
  }

  /**
   * The anchors of the operating system: the store of roots on Windows and macOS, as far as this
   * Java runtime reads it, and elsewhere the bundle that the system's tools keep.
   *
   * @throws SmimeException.KeyFile if there is none, or none can be read
   */
  public static List<X509Certificate> operatingSystem() throws IOException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("windows")) {
      return store("Windows-ROOT");
    }
    if (system.contains("mac")) {
      return store("KeychainStore-ROOT");
    }
    return bundle(BUNDLES.stream().map(place -> Paths.get(place)).toList());
  }

  static List<X509Certificate> bundle(List<Path> places) throws IOException {
    for (Path place : places) {
      if (Files.isReadable(place)) {
        return file(place);
      }
    }
    throw new SmimeException.KeyFile(
        "the anchors of the operating system",
        Reason.NOT_A_KEY_FILE,
        "are not where they are sought");
  }

  private static List<X509Certificate> file(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new SmimeException.KeyFile(
          file.toString(), Reason.NOT_A_KEY_FILE, "is not there, or cannot be read");
    }
    return readable(
        file.toString(), CertificateFileReader.certificates(file, PasswordSource.of()).items());
  }

  static List<X509Certificate> store(String type) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      for (String alias : Collections.list(store.aliases())) {
        Certificate certificate = store.getCertificate(alias);
        if (certificate instanceof X509Certificate x509) {
          certificates.add(x509);
        }
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SmimeException.KeyFile(
          type, Reason.UNSUPPORTED, "this Java runtime does not read it: " + e.getMessage());
    }
    return readable(type, certificates);
  }

  /** Leaves out anchors that cannot verify anything, so that they do not affect the others. */
  private static List<X509Certificate> readable(String name, List<X509Certificate> certificates)
      throws SmimeException.KeyFile {
    List<X509Certificate> readable =
        PathCertificate.readable(certificates).stream().map(PathCertificate::original).toList();
    if (readable.isEmpty()) {
      throw new SmimeException.KeyFile(name, Reason.NOT_A_KEY_FILE, "holds no certificate");
    }
    return readable;
  }
}
