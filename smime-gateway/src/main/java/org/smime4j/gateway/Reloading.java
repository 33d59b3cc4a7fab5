package org.smime4j.gateway;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.ldap.LdapDirectory;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.spring.SmimeAutoConfiguration;
import org.smime4j.spring.SmimeProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keys and certificates from the files of the properties. When files change, all of them are read
 * again, and replace the former ones together. If that fails, the former ones stay.
 */
@Component
final class Reloading {

  /**
   * Keys and certificates as they were in the files at one time. A message uses one such state.
   *
   * @param source where certificates of recipients come from
   * @param domain the key that signs for senders without one; null if none does
   * @param signers the keys that sign, newest first
   * @param addresses the certificates of those keys
   */
  record Loaded(
      MailReader reader,
      Encryptor encryptor,
      CertificateSource source,
      @Nullable Credential domain,
      List<Credential> signers,
      CertificateBook addresses) {

    /** All keys that sign. */
    Stream<Credential> signing() {
      return Stream.concat(Stream.ofNullable(domain), signers.stream());
    }

    /** The sender's newest key that is valid, or else the domain's. */
    Credential signing(String sender) throws Reply.Rejected {
      Instant now = Instant.now();
      List<X509Certificate> valid =
          addresses.certificates(sender.isEmpty() ? List.of() : List.of(sender), any -> {}).stream()
              .map(RecipientCertificate::certificate)
              .filter(each -> !now.isBefore(each.getNotBefore().toInstant()))
              .filter(each -> !now.isAfter(each.getNotAfter().toInstant()))
              .toList();
      return signers.stream()
          .filter(each -> valid.contains(each.certificate()))
          .findFirst()
          .or(() -> Optional.ofNullable(domain))
          .orElseThrow(
              () ->
                  new Reply.Rejected(
                      550, "5.7.1 no key here signs for the sender <" + sender + ">"));
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  final SmimeProperties smime;
  final Book book;
  private final ConfigurableEnvironment environment;
  private final List<Path> signers;
  private final List<Path> places = new ArrayList<>();
  private final List<CertificateSource> more = new ArrayList<>();
  private final List<KeyDirectory> directories = new ArrayList<>();
  private volatile Loaded loaded;

  /** Why the last files could not be read; null if they were. */
  volatile @Nullable String fault;

  private List<String> used;
  private List<String> seen;

  Reloading(
      ConfigurableEnvironment environment,
      SmimeProperties smime,
      GatewayProperties gateway,
      Book book)
      throws IOException {
    this.environment = environment;
    this.smime = smime;
    this.book = book;
    GatewayProperties.Out out = gateway.out();
    signers = out == null ? List.of() : out.signers();
    more.add(book);
    if (out != null && out.directory() != null) {
      more.add(new LdapDirectory(out.directory()));
    }
    SmimeProperties.Keys keys = smime.keys();
    SmimeProperties.Trust trust = smime.trust();
    Stream.of(signers, trust.anchors(), trust.intermediates(), trust.distrusted(), trust.crls())
        .forEach(places::addAll);
    places.addAll(smime.recipients().certificates());
    Stream.of(keys.signing(), keys.passwordsFile()).filter(Objects::nonNull).forEach(places::add);
    for (Path each : keys.history()) {
      Path index = gateway.state().resolve("keys-" + directories.size() + ".index");
      directories.add(
          KeyDirectory.open(each, index, passwords(), Limits.standard(), (done, total) -> {}));
    }
    used = state();
    seen = used;
    loaded = read();
  }

  Loaded get() {
    return loaded;
  }

  /** Reads the files again if they changed, and stayed the same between two looks. */
  @Scheduled(fixedDelayString = "${gateway.reload:30s}")
  synchronized void look() {
    try {
      for (KeyDirectory each : directories) {
        each.rescan();
      }
      List<String> now = state();
      if (now.equals(seen) && !now.equals(used)) {
        Loaded newer = read();
        if (state().equals(now)) {
          loaded = newer;
          used = now;
        }
      }
      seen = now;
      fault = now.equals(used) ? null : fault;
    } catch (IOException | RuntimeException e) {
      fault = String.valueOf(e.getMessage());
      LOG.error("the former keys and certificates stay in use: {}", fault);
    }
  }

  private PasswordSource passwords() throws IOException {
    Path file = smime.keys().passwordsFile();
    return file == null
        ? PasswordSource.of(Objects.requireNonNullElse(smime.keys().password(), "").toCharArray())
        : PasswordSource.ofLines(file);
  }

  private Loaded read() throws IOException {
    try (AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext()) {
      beans.setEnvironment(environment);
      beans.register(SmimeAutoConfiguration.class);
      beans.refresh();
      KeySource[] keys = directories.stream().map(KeyDirectory::keys).toArray(KeySource[]::new);
      KeyHistory held = KeyHistory.read(passwords(), signers.toArray(Path[]::new));
      BiConsumer<String, String> warn = (file, why) -> LOG.warn("skipped {}: {}", file, why);
      held.skipped().forEach(warn);
      directories.forEach(each -> each.skipped().forEach(warn));
      List<Credential> own =
          held.identities().stream()
              .filter(each -> Purpose.SIGNING.isAllowedBy(each.certificate()))
              .toList();
      return new Loaded(
          MailReader.with(
              Decryptor.with(KeyHistory.chain(keys))
                  .under(smime.policy().algorithms())
                  .expectingMail(),
              Verifier.trusting(beans.getBean(TrustPolicy.class))
                  .under(smime.policy().algorithms())),
          beans.getBean(Encryptor.class),
          CertificateBook.chain(
              smime.recipients().certificates().isEmpty()
                  ? CertificateBook.empty()
                  : beans.getBean(CertificateSource.class),
              more.toArray(CertificateSource[]::new)),
          beans.getBeanProvider(Credential.class).getIfAvailable(),
          own,
          CertificateBook.empty().and(own.stream().map(Credential::certificate).toList()));
    }
  }

  /** What distinguishes the files from changed ones. */
  private List<String> state() throws IOException {
    List<String> state = new ArrayList<>();
    // What is skipped of the keys that decrypt, so that a file is named that was damaged later.
    directories.forEach(each -> state.addAll(each.skipped().keySet()));
    for (Path place : places) {
      try (Stream<Path> files = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          BasicFileAttributes each = Files.readAttributes(file, BasicFileAttributes.class);
          state.add(
              file + " " + each.lastModifiedTime() + " " + each.size() + " " + each.fileKey());
        }
      }
    }
    return state;
  }
}
