package org.smime4j;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.files.CertificateFileReader;
import org.smime4j.internal.files.TrustStores;
import org.smime4j.keys.PasswordSource;

/**
 * Reads anchors, intermediates and CRLs from files. It recognises each file by its content: PEM
 * with any number of blocks, DER, Base64, certs-only SignedData (P7B, P7C), JKS, PKCS #12, and the
 * serialised certificate store of Windows (SST). Private keys in PEM files are ignored.
 *
 * <p>For a directory it reads the files in it, but no subdirectories. {@link #skipped()} lists
 * files of the directory that have no certificates or CRLs. A single file without any is an error.
 *
 * <p>It reads all certificates of a PKCS #12 file, including those without a key. It does not read
 * a file that requires more key derivation than {@link org.smime4j.settings.Limit#KDF_ITERATIONS}.
 *
 * <p>It checks the integrity of a JKS or PKCS #12 file only with a password. Without a password it
 * reads only the unencrypted part of a PKCS #12 file. Keep anchors in such files only in places
 * where no one else can write.
 *
 * <pre>{@code
 * TrustPolicy trust = TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of("roots")).certificates());
 * }</pre>
 */
public sealed interface CertificateFiles permits CertificateFilesDoor {

  /**
   * Reads the certificates of a file or a directory, without a password.
   *
   * @throws SmimeException.KeyFile if a single file holds no certificate, not even a {@linkplain
   *     #rejected() rejected} one
   */
  static CertificateFiles readCertificates(Path fileOrDirectory) throws IOException {
    return readCertificates(fileOrDirectory, PasswordSource.of());
  }

  /**
   * Reads the certificates of a file or a directory.
   *
   * @param passwords the passwords to try on each key store; this method also tries to open it
   *     without a password
   * @throws SmimeException.KeyFile if a single file holds no certificate, not even a {@linkplain
   *     #rejected() rejected} one
   */
  static CertificateFiles readCertificates(Path fileOrDirectory, PasswordSource passwords)
      throws IOException {
    Objects.requireNonNull(passwords, "no source of passwords was given: use PasswordSource.of");
    CertificateFileReader.Found<X509Certificate> found =
        CertificateFileReader.certificates(fileOrDirectory, passwords);
    return new CertificateFilesDoor(found.items(), found.rejected(), List.of(), found.skipped());
  }

  /**
   * Reads the CRLs of a file or a directory.
   *
   * @throws SmimeException.KeyFile if a single file holds no CRL
   */
  static CertificateFiles readCrls(Path fileOrDirectory) throws IOException {
    CertificateFileReader.Found<X509CRL> found = CertificateFileReader.crls(fileOrDirectory);
    return new CertificateFilesDoor(List.of(), List.of(), found.items(), found.skipped());
  }

  /**
   * Returns the anchors of this Java runtime: {@code jssecacerts} in its folder {@code
   * lib/security} if it exists, or else {@code cacerts}. They are authorities for web servers, and
   * most do not issue certificates for mail. Use your own list of anchors if you have one.
   *
   * @throws SmimeException.KeyFile if there are none, or none can be read
   */
  static List<X509Certificate> anchorsOfJdk() throws IOException {
    return TrustStores.jdk();
  }

  /**
   * Returns the anchors of the operating system. On Windows and macOS they come from the root
   * store, as far as this Java runtime reads it. Elsewhere they come from the bundle that the
   * system's tools maintain: where they keep one for mail ({@code email-ca-bundle.pem} of p11-kit),
   * from that. In the others most authorities do not issue certificates for mail either: see {@link
   * #anchorsOfJdk}.
   *
   * @throws SmimeException.KeyFile if there are none, or none can be read
   */
  static List<X509Certificate> anchorsOfSystem() throws IOException {
    return TrustStores.operatingSystem();
  }

  /**
   * Returns the certificates that {@link #readCertificates} found, without duplicates, in the order
   * of the files' names.
   */
  List<X509Certificate> certificates();

  /**
   * Returns the certificates that {@link #readCertificates} found and that are not for mail,
   * because the trust settings of a {@code TRUSTED CERTIFICATE} block (OpenSSL) reject it or allow
   * other uses alone. They are not among {@link #certificates()}. {@link TrustPolicy#distrusting}
   * refuses them below other anchors too.
   */
  List<X509Certificate> rejected();

  /**
   * Returns the CRLs that {@link #readCrls} found, without duplicates, in the order of the files'
   * names.
   */
  List<X509CRL> crls();

  /**
   * Returns one line for each file that could not be used completely. For a file without usable
   * entries, the line has its name and the reason. For other files, the line has the name and the
   * number of malformed or truncated entries: certificates, CRLs, or SignedData with certificates.
   * A certificate is malformed if its key, a name or an extension is malformed.
   */
  List<String> skipped();
}

record CertificateFilesDoor(
    List<X509Certificate> certificates,
    List<X509Certificate> rejected,
    List<X509CRL> crls,
    List<String> skipped)
    implements CertificateFiles {

  @Override
  public String toString() {
    return certificates.size() + crls.size() + " found, skipped: " + skipped;
  }
}
