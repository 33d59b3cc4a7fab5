package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.Option;

/** Certificates of authorities for devices and servers, as options. */
final class AuthorityOptions {

  /** More than any company has: each may have to be verified by each. */
  private static final int MOST_INTERMEDIATES = 1_000;

  @Option(
      names = "--trust",
      paramLabel = "FILE|DIR",
      description = "With --mobileconfig, --profiles or --sst: root certificates to trust.")
  List<Path> roots = new ArrayList<>();

  @Option(
      names = "--intermediates",
      paramLabel = "FILE|DIR",
      description =
          "With --mobileconfig, --profiles or --sst: intermediate certificates. Those in the key "
              + "files are included anyway.")
  private List<Path> intermediates = new ArrayList<>();

  /**
   * Authorities.
   *
   * @param roots what the administrator names, and nothing else: it is trusted
   * @param intermediates what the administrator names, or what lies beside a key
   */
  record Authorities(Set<X509Certificate> roots, Set<X509Certificate> intermediates) {

    /** The roots, and the intermediates that a root signed, or one that a root signed. */
    Authorities underRoots() throws IOException {
      if (intermediates.size() > MOST_INTERMEDIATES) {
        throw new IOException("There are more than " + MOST_INTERMEDIATES + " intermediates");
      }
      // It knows curves that the JDK does not.
      Provider provider = new BouncyCastleProvider();
      Set<X509Certificate> signed = new LinkedHashSet<>(roots);
      Deque<X509Certificate> issuers = new ArrayDeque<>(roots);
      while (!issuers.isEmpty()) {
        X509Certificate issuer = issuers.remove();
        for (X509Certificate each : intermediates) {
          if (!signed.contains(each) && isSigned(each, issuer, provider)) {
            signed.add(each);
            issuers.add(each);
          }
        }
      }
      signed.removeAll(roots);
      return new Authorities(roots, signed);
    }

    private static boolean isSigned(
        X509Certificate certificate, X509Certificate issuer, Provider provider) {
      if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        return false;
      }
      try {
        certificate.verify(issuer.getPublicKey(), provider);
        return true;
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  boolean areGiven() {
    return !roots.isEmpty() || !intermediates.isEmpty();
  }

  /**
   * @param entries beside which other intermediates lie
   */
  Authorities read(Streams streams, List<KeyEntry> entries) throws IOException {
    Set<X509Certificate> trusted =
        new LinkedHashSet<>(TrustFiles.certificates(streams, "--trust", roots));
    Set<X509Certificate> others =
        new LinkedHashSet<>(TrustFiles.certificates(streams, "--intermediates", intermediates));
    for (KeyEntry entry : entries) {
      others.addAll(entry.issuers());
      if (Person.isAuthority(entry)) {
        others.addAll(entry.certificates());
      }
    }
    others.removeIf(
        each ->
            trusted.contains(each)
                || Arrays.equals(
                    each.getSubjectX500Principal().getEncoded(),
                    each.getIssuerX500Principal().getEncoded()));
    return new Authorities(trusted, others);
  }
}
