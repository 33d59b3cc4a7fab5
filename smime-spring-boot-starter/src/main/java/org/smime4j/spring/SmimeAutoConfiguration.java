package org.smime4j.spring;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.PasswordSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Makes beans of the properties under {@code smime}, unless the application has its own of the same
 * type: {@link TrustPolicy}, {@link KeyHistory}, {@link MailReader}, {@link Credential}, {@link
 * Signer}, {@link Encryptor} (without recipients) and {@link CertificateSource}. Every {@code
 * JavaMailSender} signs and encrypts, as {@code smime.mail.protection} says.
 */
@AutoConfiguration
@EnableConfigurationProperties(SmimeProperties.class)
public final class SmimeAutoConfiguration {

  /** Spring creates it. */
  SmimeAutoConfiguration() {}

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  static TrustPolicy smimeTrustPolicy(SmimeProperties properties) {
    SmimeProperties.Trust trust = properties.trust();
    return TrustPolicy.anchors(required("trust.anchors", trust.anchors()))
        .intermediates(certificates("trust.intermediates", trust.intermediates()))
        .distrusting(certificates("trust.distrusted", trust.distrusted()))
        .revocation(revocation(trust.crls(), trust.withoutRevocation()));
  }

  private static Revocation revocation(List<Path> files, @Nullable String without) {
    if (files.isEmpty() == (without == null || without.isBlank())) {
      throw new WrongProperty(
          "trust.crls", "name revocation lists, or a reason in smime.trust.without-revocation");
    }
    return without == null || without.isBlank()
        ? Revocation.crls(read("trust.crls", () -> crls(files)))
        : Revocation.notChecked(without);
  }

  private static List<X509CRL> crls(List<Path> files) throws IOException {
    List<X509CRL> crls = new ArrayList<>();
    for (Path file : files) {
      crls.addAll(CertificateFiles.readCrls(file).crls());
    }
    if (crls.isEmpty()) {
      throw new IOException("there is no revocation list in " + files);
    }
    return crls;
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  static KeyHistory smimeKeyHistory(SmimeProperties properties) {
    SmimeProperties.Keys keys = properties.keys();
    if (keys.history().isEmpty()) {
      return KeyHistory.of();
    }
    KeyHistory history =
        read(
            "keys.history",
            () -> KeyHistory.read(passwords(keys), keys.history().toArray(Path[]::new)));
    if (history.size() == 0) {
      throw new WrongProperty("keys.history", "no password opens a key in " + keys.history());
    }
    return history;
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  static MailReader smimeMailReader(
      SmimeProperties properties, KeyHistory keys, TrustPolicy trust) {
    return MailReader.with(
        Decryptor.with(keys).under(properties.policy().algorithms()),
        Verifier.trusting(trust).under(properties.policy().algorithms()));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("smime.keys.signing")
  static Credential smimeCredential(SmimeProperties properties) {
    SmimeProperties.Keys keys = properties.keys();
    Path file = keys.signing();
    if (file == null) {
      throw new WrongProperty("keys.signing", "it is empty");
    }
    return read("keys.signing", () -> Credential.read(file, passwords(keys)));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnSingleCandidate(Credential.class)
  static Signer smimeSigner(Credential identity) {
    return read("keys.signing", () -> Signer.with(KeyHistory.of(identity)));
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  static Encryptor smimeEncryptor(SmimeProperties properties, TrustPolicy trust) {
    return Encryptor.trusting(trust).under(properties.policy().algorithms());
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  static CertificateSource smimeRecipients(SmimeProperties properties) {
    return CertificateBook.empty()
        .with(required("recipients.certificates", properties.recipients().certificates()));
  }

  @Bean
  static BeanPostProcessor smimeMailSenders(
      ObjectProvider<SmimeProperties> properties,
      ObjectProvider<Signer> signer,
      ObjectProvider<Encryptor> encryptor,
      ObjectProvider<CertificateSource> source) {
    return new MailSenders(properties, signer, encryptor, source);
  }

  private static List<X509Certificate> required(String property, List<Path> files) {
    List<X509Certificate> found = certificates(property, files);
    if (found.isEmpty()) {
      throw new WrongProperty(
          property, files.isEmpty() ? "name files with certificates" : "none is in " + files);
    }
    return found;
  }

  private static List<X509Certificate> certificates(String property, List<Path> files) {
    return read(
        property,
        () -> {
          List<X509Certificate> certificates = new ArrayList<>();
          for (Path file : files) {
            certificates.addAll(CertificateFiles.readCertificates(file).certificates());
          }
          return certificates;
        });
  }

  private static PasswordSource passwords(SmimeProperties.Keys keys) throws IOException {
    String password = keys.password();
    Path file = keys.passwordsFile();
    if (password != null && file != null) {
      throw new IOException("name a password or a passwords-file, not both");
    }
    if (file != null) {
      return PasswordSource.ofLines(file);
    }
    return password == null ? PasswordSource.none() : PasswordSource.of(password.toCharArray());
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(String property, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongProperty(property, String.valueOf(e.getMessage()));
    }
  }
}
