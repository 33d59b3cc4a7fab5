package org.smime4j.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.ldap.LdapDirectory;
import picocli.CommandLine.Option;

/** Where recipients' certificates are found, as options. */
final class CertificateOptions {

  @Option(
      names = "--certificates",
      paramLabel = "FILE|DIR",
      description =
          "Recipients' certificates. They are asked first, then --book, then --directory.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--book",
      paramLabel = "FILE",
      description = "A certificate book, such as smime verify --harvest writes.")
  private List<Path> books = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "LDAPURL",
      description =
          "An LDAP directory with recipients' certificates, such as"
              + " ldaps://ldap.example.org/ou=people,dc=example,dc=org. An ldap: address uses"
              + " StartTLS. Repeat the option for several directories: they are asked in your"
              + " order.")
  private List<String> directories = new ArrayList<>();

  @Option(
      names = "--directory-trust",
      paramLabel = "FILE|DIR",
      description =
          "Certificates of the authorities that issued the TLS certificates of the "
              + "directory servers. Default: those of this Java.")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--directory-user",
      paramLabel = "DN",
      description = "The user to log in as. Default: anonymous.")
  private @Nullable String user;

  @Option(
      names = "--directory-password-file",
      paramLabel = "FILE",
      description = "A file with the password of --directory-user on one line.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--domain-certificates",
      description =
          "If no source has an accepted certificate for an address, accept one for its "
              + "domain. The owner of that certificate can then read the message.")
  private boolean domains;

  CertificateSource source(Streams streams) throws IOException {
    List<CertificateSource> all = new ArrayList<>();
    for (Path place : files) {
      CertificateFiles found = TrustFiles.certificates(streams, "--certificates", place);
      all.add(CertificateBook.empty().and(found.certificates()));
      if (!found.skipped().isEmpty()) {
        all.add(new Place(place, false));
      }
    }
    books.forEach(book -> all.add(new Place(book, true)));
    for (String each : directories) {
      all.add(directory(streams, each));
    }
    CertificateSource chain =
        CertificateBook.chain(
            all.get(0), all.subList(1, all.size()).toArray(CertificateSource[]::new));
    return domains ? CertificateBook.acceptingDomainBound(chain) : chain;
  }

  boolean areGiven() {
    return !(files.isEmpty() && books.isEmpty() && directories.isEmpty());
  }

  /**
   * A book, or a folder of which not all could be read. As with a directory that does not answer,
   * nobody knows then whether an address has another certificate.
   */
  private record Place(Path path, boolean isBook) implements CertificateSource {
    @Override
    public List<RecipientCertificate> certificates(
        Collection<String> addresses, Consumer<Finding> notes) throws IOException {
      if (!isBook) {
        throw new IOException("not all of its files are certificates that can be read");
      }
      if (!Files.exists(path)) {
        throw new IOException("there is no such book; smime verify --harvest writes one");
      }
      return CertificateBook.read(path).certificates(addresses, notes);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  private LdapDirectory directory(Streams streams, String url) throws IOException {
    LdapDirectory directory =
        Arguments.valid("--directory", () -> new LdapDirectory(URI.create(url)));
    if (!trust.isEmpty()) {
      directory =
          directory.over(trusting(TrustFiles.certificates(streams, "--directory-trust", trust)));
    }
    if ((user == null) != (passwordFile == null)) {
      throw new UsageException("give --directory-user and --directory-password-file together");
    }
    return user == null || passwordFile == null ? directory : bound(directory, user, passwordFile);
  }

  private static LdapDirectory bound(LdapDirectory directory, String user, Path file)
      throws IOException {
    char[] password = PasswordOptions.onlyLine("--directory-password-file", file);
    try {
      return Arguments.valid("--directory-user", () -> directory.boundAs(user, password));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static SSLContext trusting(List<X509Certificate> anchors) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < anchors.size(); i++) {
        store.setCertificateEntry("anchor " + i, anchors.get(i));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java runtime has no TLS", e);
    }
  }
}
