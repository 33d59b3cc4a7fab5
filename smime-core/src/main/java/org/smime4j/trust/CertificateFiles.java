package org.smime4j.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.SmimeException;

/**
 * Reads anchors, intermediates and CRLs from files, each by its content and never by its name: PEM
 * (any number of blocks; keys in it are passed over), DER, bare Base64, certs-only SignedData (P7B,
 * P7C), JKS and PKCS #12.
 *
 * <p>A directory stands for the files in it, not for those further down. What in it holds nothing
 * of the kind that is sought is skipped and named in the result; a single file that does not is an
 * error.
 *
 * <p>Of a PKCS #12 file all certificates are read, whether or not they belong to a key. A file that
 * asks for more key derivation than {@link org.smime4j.Limit#KDF_ITERATIONS} allows is not.
 *
 * <p>The integrity of a JKS file is checked only with a password, and of a PKCS #12 file only its
 * unencrypted part is read without one. Keep anchors in such a file only where nobody else can
 * write.
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
