package org.smime4j.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.keys.CertificateSource;
import org.smime4j.ldap.LdapDirectory;
import picocli.CommandLine.Option;

/** Where recipients' certificates are found, as options. */
final class DirectoryOptions {

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
          "If the directories have no accepted certificate for an address, accept one for its "
              + "domain. The owner of that certificate can then read the message.")
  private boolean domains;

  boolean areGiven() {
    return !directories.isEmpty();
  }

  CertificateSource source(Streams streams) throws IOException {
    List<CertificateSource> all = new ArrayList<>();
    for (String each : directories) {
      all.add(directory(streams, each));
    }
    CertificateSource chain =
        CertificateBook.chain(
            all.get(0), all.subList(1, all.size()).toArray(CertificateSource[]::new));
    return domains ? CertificateBook.acceptingDomainBound(chain) : chain;
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
