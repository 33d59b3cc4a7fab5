package org.smime4j.spring;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
import org.springframework.beans.factory.BeanFactory;
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
 * JavaMailSender} signs and encrypts, as {@code smime.mail.protection} says. A bean is made when
 * something needs it, because an application that only signs has no anchors.
 */
@AutoConfiguration
@Lazy
@EnableConfigurationProperties(SmimeProperties.class)
public final class SmimeAutoConfiguration {

  private static final Log LOG = LogFactory.getLog(SmimeAutoConfiguration.class);

  @Bean
  @ConditionalOnMissingBean
  static TrustPolicy smimeTrustPolicy(SmimeProperties properties) {
    SmimeProperties.Trust trust = properties.trust();
    return TrustPolicy.anchors(certificates("trust.anchors", trust.anchors()))
        .intermediates(optional("trust.intermediates", trust.intermediates()))
        .distrusting(optional("trust.distrusted", trust.distrusted()))
        .revocation(revocation(trust.crls(), trust.withoutRevocation()));
  }

  private static Revocation revocation(List<Path> files, @Nullable String reason) {
    String without = reason == null ? "" : reason;
    if (files.isEmpty() != without.isBlank()) {
      return files.isEmpty()
          ? Revocation.notChecked(without)
          : Revocation.crls(
              all(
                  "trust.crls",
                  files,
                  file -> warned("trust.crls", CertificateFiles.readCrls(file)).crls()));
    }
    throw new WrongProperty(
        "trust.crls",
        "name revocation lists, or a reason in smime.trust.without-revocation, and not both");
  }

  @Bean
  @ConditionalOnMissingBean
  static KeyHistory smimeKeyHistory(SmimeProperties properties) {
    SmimeProperties.Keys keys = properties.keys();
    KeyHistory history =
        read(
            "keys.history",
            () -> KeyHistory.read(passwords(keys), keys.history().toArray(Path[]::new)));
    warn("keys.history", history.skipped());
    if (history.size() == 0 && !keys.history().isEmpty()) {
      throw new WrongProperty("keys.history", "no password opens a key in " + keys.history());
    }
    return history;
  }

  @Bean
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
    Path file = Objects.requireNonNull(properties.keys().signing());
    Credential identity =
        read("keys.signing", () -> Credential.read(file, passwords(properties.keys())));
    warn("keys.signing", identity.skipped());
    return identity;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnSingleCandidate(Credential.class)
  static Signer smimeSigner(Credential identity) {
    return read("keys.signing", () -> Signer.with(KeyHistory.of(identity)));
  }

  @Bean
  @ConditionalOnMissingBean
  static Encryptor smimeEncryptor(SmimeProperties properties, TrustPolicy trust) {
    return Encryptor.trusting(trust).under(properties.policy().algorithms());
  }

  @Bean
  @ConditionalOnMissingBean
  static CertificateSource smimeRecipients(SmimeProperties properties) {
    return CertificateBook.empty()
        .and(certificates("recipients.certificates", properties.recipients().certificates()));
  }

  @Bean
  static MailSenders smimeMailSenders(BeanFactory beans) {
    return new MailSenders(beans);
  }

  private static List<X509Certificate> optional(String property, List<Path> files) {
    return files.isEmpty() ? List.of() : certificates(property, files);
  }

  private static List<X509Certificate> certificates(String property, List<Path> files) {
    return all(
        property,
        files,
        file -> warned(property, CertificateFiles.readCertificates(file)).certificates());
  }

  private static CertificateFiles warned(String property, CertificateFiles found) {
    found.skipped().forEach(each -> LOG.warn("smime." + property + ": " + each));
    return found;
  }

  private static void warn(String property, Map<String, String> skipped) {
    skipped.forEach((file, why) -> LOG.warn("smime." + property + ": " + file + ": " + why));
  }

  /** What all the files hold, which is never nothing. */
  private static <T> List<T> all(String property, List<Path> files, Files<T> reader) {
    List<T> found = new ArrayList<>();
    for (Path file : files) {
      found.addAll(read(property, () -> reader.read(file)));
    }
    if (found.isEmpty()) {
      throw new WrongProperty(
          property, files.isEmpty() ? "name files" : "there is nothing in " + files);
    }
    return found;
  }

  private static PasswordSource passwords(SmimeProperties.Keys keys) {
    String password = keys.password();
    Path file = keys.passwordsFile();
    if (password != null && file != null) {
      throw new WrongProperty("keys.password", "name it or a passwords-file, and not both");
    }
    if (file != null) {
      return read("keys.passwords-file", () -> PasswordSource.ofLines(file));
    }
    return password == null ? PasswordSource.of() : PasswordSource.of(password.toCharArray());
  }

  private interface Files<T> {
    List<T> read(Path file) throws IOException;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(String property, Reading<T> reading) {
    try {
      return reading.read();
    } catch (NoSuchFileException e) {
      throw new WrongProperty(property, "there is no file " + e.getFile());
    } catch (AccessDeniedException e) {
      throw new WrongProperty(property, "this file may not be read: " + e.getFile());
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongProperty(property, String.valueOf(e.getMessage()));
    }
  }
}
