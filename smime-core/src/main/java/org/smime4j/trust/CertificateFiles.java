package org.smime4j.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.SmimeException;

/**
 * Reads anchors, intermediates and CRLs from files. It recognises each file by its content: PEM
 * with any number of blocks, DER, Base64, certs-only SignedData (P7B, P7C), JKS and PKCS #12.
 * Private keys in PEM files are ignored.
 *
 * <p>A directory means the files in it, without subdirectories. Files in it without certificates or
 * CRLs are listed by {@link #skipped()}. A single file without any is an error.
 *
 * <p>All certificates of a PKCS #12 file are read, also those without a key. A file that asks for
 * more key derivation than {@link org.smime4j.Limit#KDF_ITERATIONS} is not read.
 *
 * <p>The integrity of a JKS or PKCS #12 file is checked only with a password. Without one, only the
 * unencrypted part of a PKCS #12 file is read. Keep anchors in such files only where nobody else
 * can write.
 *
 * <pre>{@code
 * TrustPolicy trust = TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of("roots")).certificates());
 * }</pre>
 */
public final class CertificateFiles {

  private final List<X509Certificate> certificates;
  private final List<X509CRL> crls;
  private final List<String> skipped;

  private CertificateFiles(
      List<X509Certificate> certificates, List<X509CRL> crls, List<String> skipped) {
    this.certificates = certificates;
    this.crls = crls;
    this.skipped = skipped;
  }

  /**
   * Reads the certificates of a file or a directory.
   *
   * @param passwords tried on key stores, besides none at all
   * @throws SmimeException.KeyFile if a single file holds none
   */
  public static CertificateFiles readCertificates(Path fileOrDirectory, char[]... passwords)
      throws IOException {
    CertificateFileReader.Found<X509Certificate> found =
        CertificateFileReader.certificates(fileOrDirectory, passwords);
    return new CertificateFiles(found.items(), List.of(), found.skipped());
  }

  /**
   * Reads the CRLs of a file or a directory.
   *
   * @throws SmimeException.KeyFile if a single file holds none
   */
  public static CertificateFiles readCrls(Path fileOrDirectory) throws IOException {
    CertificateFileReader.Found<X509CRL> found = CertificateFileReader.crls(fileOrDirectory);
    return new CertificateFiles(List.of(), found.items(), found.skipped());
  }

  /**
   * The anchors of this Java runtime: {@code jssecacerts} in its folder {@code lib/security} if
   * that is there, else {@code cacerts}. They are authorities for servers of the web, most of which
   * do not issue for mail: an own list of anchors is the better choice where it can be had.
   *
   * @throws SmimeException.KeyFile if there is none, or none can be read
   */
  public static List<X509Certificate> anchorsOfJdk() throws IOException {
    return TrustStores.jdk();
  }

  /**
   * The anchors of the operating system: the store of roots on Windows and macOS, as far as this
   * Java runtime reads it, and elsewhere the bundle that the system's tools keep. What {@link
   * #anchorsOfJdk} says of its authorities is true of these.
   *
   * @throws SmimeException.KeyFile if there is none, or none can be read
   */
  public static List<X509Certificate> anchorsOfSystem() throws IOException {
    return TrustStores.operatingSystem();
  }

  /**
   * The certificates that {@link #readCertificates} found, without duplicates, in the order of the
   * files' names.
   */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /**
   * The CRLs that {@link #readCrls} found, without duplicates, in the order of the files' names.
   */
  public List<X509CRL> crls() {
    return crls;
  }

  /**
   * For each file that gave nothing, its name and why; for each that gave something, its name and
   * how many of what is sought, or of bundles, are malformed or cut off in it. A certificate is
   * malformed if its key, names or extensions are.
   */
  public List<String> skipped() {
    return skipped;
  }

  @Override
  public String toString() {
    return certificates.size() + crls.size() + " found, skipped: " + skipped;
  }
}
