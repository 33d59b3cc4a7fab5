package org.smime4j.cms;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.EnvelopedDataWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.crypto.ContentEncryption;
import org.smime4j.internal.crypto.KeyWrapping;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.io.ArrayTarget;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.io.Transfer;
import org.smime4j.internal.sign.AttributeEncoding;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.CmsOutput;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.trust.TrustPolicy;

/**
 * Encrypts content to the certificates of its recipients.
 *
 * <p>An encryptor writes AuthEnvelopedData with AES-GCM (RFC 5083, RFC 5084) if every recipient is
 * known to support it, or if the {@link AlgorithmPolicy} requires it. Otherwise it writes
 * EnvelopedData with AES-CBC (RFC 5652), which every program can open.
 *
 * <p>Only holders of the recipients' private keys can read the content. With AES-GCM the reader
 * also detects every change. Encryption does not prove who wrote the content, and AES-CBC does not
 * protect it against changes. Sign the content first, as {@code Outgoing.signedBy} does for mail.
 * The message names all its recipients: use {@link #separately} for blind copies.
 *
 * <p>For each message, the encryptor checks every recipient's certificate: path, validity, key
 * usage and extended key usage (RFC 8550). It checks revocation if the policy does. If it does not
 * accept a recipient's certificate, it writes nothing. It throws {@link SmimeException.Refused}.
 * The exception has the rule {@code RECIPIENT_CERTIFICATE}, and its message names the certificate
 * and the reason. Each message has new keys and nonces.
 *
 * <p>An encryptor encrypts streams and files of any size in constant memory. Immutable, and safe
 * for use by several threads: create an encryptor once and reuse it.
 *
 * <pre>{@code
 * Encryptor encryptor = Encryptor.trusting(trust).to(bob).andMyself(alice);
 * Envelope envelope = encryptor.encrypt(content);
 * encryptor.encrypt(Path.of("big"), Path.of("big.p7m"));
 * }</pre>
 */
public final class Encryptor {

  /**
   * The settings of an encryptor. Each change is made to a copy, so that an encryptor never
   * changes.
   */
  private static final class Settings {
    RecipientCheck check;
    List<Recipient> recipients = List.of();
    List<Attribute> attributes = List.of();
    AlgorithmPolicy policy = AlgorithmPolicy.standard();
    Limits limits = Limits.standard();
    Providers providers = Providers.standard().keepingForms();
    int contentThreads = 1;
    @Nullable ProgressListener progress;

    Settings(RecipientCheck check) {
      this.check = check;
    }

    Settings(Settings other) {
      check = other.check;
      recipients = other.recipients;
      attributes = other.attributes;
      policy = other.policy;
      limits = other.limits;
      providers = other.providers;
      contentThreads = other.contentThreads;
      progress = other.progress;
    }
  }

  private final Settings settings;

  private Encryptor(Settings settings) {
    this.settings = settings;
  }

  private Encryptor setting(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    return new Encryptor(changed);
  }

  /**
   * Returns an encryptor that checks every recipient's certificate. Add recipients before you
   * encrypt.
   */
  public static Encryptor trusting(TrustPolicy trust) {
    return new Encryptor(
        new Settings(
            RecipientCheck.trusting(
                Trusting.judge(
                    Objects.requireNonNull(
                        trust,
                        "name your trust anchors by TrustPolicy.anchors, or use"
                            + " unvalidated(reason)")))));
  }

  /**
   * Returns an encryptor that does not check recipients' certificates. The owner of a forged
   * certificate can read the content.
   *
   * @param reason why this is acceptable, for readers of your code
   */
  public static Encryptor unvalidated(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("Say why certificates need no validation");
    }
    return new Encryptor(new Settings(RecipientCheck.none()));
  }

  /** Adds recipients. A recipient who was added before is not added again. */
  public Encryptor to(X509Certificate first, X509Certificate... more) {
    return to(Recipient.listOf(first, more));
  }

  /**
   * Adds the recipients in a collection.
   *
   * @throws IllegalArgumentException if the collection is empty
   */
  public Encryptor to(Collection<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("No recipient: name a certificate by to(certificate)");
    }
    return addressing(certificates.stream().map(Recipient::of).toList());
  }

  /**
   * Adds recipients by certificates from a {@link CertificateSource}, with the known capabilities
   * of the recipients' software.
   */
  public Encryptor to(RecipientCertificate first, RecipientCertificate... more) {
    List<Recipient> found = new ArrayList<>();
    found.add(Recipient.of(first));
    List.of(more).forEach(each -> found.add(Recipient.of(each)));
    return addressing(found);
  }

  /**
   * Adds the owners of these addresses. For each, {@link CertificateSource#find} chooses an
   * accepted certificate that contains the address (RFC 8550, section 3). The {@link
   * EncryptionReport} has the notes of {@link CertificateChoice#notes}. This method queries the
   * source once. The encryptor checks the certificates again for each message.
   *
   * @throws SmimeException.Refused if an address has no accepted certificate, with the reasons. The
   *     rule is {@code CERTIFICATE_SOURCE} if a source failed, and otherwise {@code
   *     RECIPIENT_CERTIFICATE}
   */
  public Encryptor toAddresses(CertificateSource source, String first, String... more)
      throws SmimeException.Refused {
    List<String> addresses = new ArrayList<>();
    addresses.add(first);
    addresses.addAll(List.of(more));
    List<Recipient> found = new ArrayList<>();
    for (CertificateChoice choice : settings.check.selection(source).choose(addresses)) {
      found.add(Recipient.of(choice));
    }
    return addressing(found);
  }

  private Encryptor addressing(List<Recipient> more) {
    List<Recipient> all = new ArrayList<>(settings.recipients);
    all.addAll(more);
    return withRecipients(all);
  }

  /**
   * Adds the sender, who otherwise cannot read the message (RFC 8551, section 3.3). The encryptor
   * checks the sender's certificate like the others.
   */
  public Encryptor andMyself(Credential identity) {
    return addressing(List.of(Recipient.myself(identity)));
  }

  /**
   * Adds the sender, with the newest encryption identity that is valid now.
   *
   * @throws IllegalArgumentException if there is no such identity
   */
  public Encryptor andMyself(KeyHistory mine) {
    List<Credential> encryption = Credential.newest(mine, Purpose.ENCRYPTION);
    if (encryption.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no identity that is valid now and for encryption");
    }
    return andMyself(Signer.youngest(encryption));
  }

  /**
   * Requires each recipient's certificate to contain one of these addresses. The sender's own
   * certificate is exempt. The comparison ignores the case of the domain (RFC 8550).
   */
  public Encryptor forAddresses(String... addresses) {
    return setting(changed -> changed.check = changed.check.forAddresses(List.of(addresses)));
  }

  /** Uses the content cipher and the key transport of a policy. */
  public Encryptor under(AlgorithmPolicy other) {
    return setting(
        changed -> changed.policy = Objects.requireNonNull(other, "no policy was given"));
  }

  /** Limits the number of recipients and the work of checking their certificates. */
  public Encryptor within(Limits other) {
    return setting(
        changed -> changed.limits = Objects.requireNonNull(other, "no limits were given"));
  }

  /** Uses this provider first for every algorithm. */
  public Encryptor using(Provider first) {
    Objects.requireNonNull(first, "no provider was given");
    return setting(changed -> changed.providers = Providers.preferring(first).keepingForms());
  }

  /** Reports progress to a listener. */
  public Encryptor reporting(ProgressListener listener) {
    return setting(
        changed -> changed.progress = Objects.requireNonNull(listener, "no listener was given"));
  }

  /**
   * Encrypts AES-GCM content on up to this number of threads, including the calling thread. The
   * default is 1, which is best if you encrypt many messages at the same time. The other threads
   * run only for messages larger than half a megabyte, and end when the message is complete. The
   * number of threads does not change the message. Each thread needs about a megabyte of memory.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Encryptor withContentThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("At least one thread is needed: " + threads);
    }
    return setting(changed -> changed.contentThreads = threads);
  }

  /**
   * Uses key identifiers, instead of issuers and serial numbers, to name the recipients that were
   * added before this call (RFC 8551, section 2.6). A recipient whose certificate was renewed for
   * the same key then still finds the key. Encrypting throws {@link SmimeException.Malformed} if a
   * certificate has no key identifier.
   */
  public Encryptor namingKeyIdentifiers() {
    return withRecipients(
        settings.recipients.stream().map(Recipient::namedByKeyIdentifier).toList());
  }

  /**
   * Adds attributes to each message. They are not encrypted: anyone can read them. The
   * authentication tag of the message covers authenticated attributes, and does not cover others.
   * {@link EncryptedLayer#attributes()} returns them to the reader.
   *
   * <p>If the message needs a cipher that does not authenticate, encrypting with an authenticated
   * attribute throws {@link SmimeException.Refused} with the rule {@code UNAUTHENTICATED}. {@link
   * AlgorithmPolicy#authenticatedOnly()} avoids such ciphers.
   *
   * @throws IllegalArgumentException if two authenticated attributes, or two unauthenticated ones,
   *     have the same type, if the library itself writes or interprets one, or if a value is not in
   *     DER
   */
  public Encryptor carrying(Attribute first, Attribute... more) {
    return setting(
        changed -> changed.attributes = AttributeEncoding.joined(changed.attributes, first, more));
  }

  private Encryptor withRecipients(List<Recipient> all) {
    return setting(changed -> changed.recipients = Recipient.distinct(all));
  }

  /** Returns the smime-type for the mail header of messages that this encryptor writes. */
  public String smimeType() {
    requireAddressed();
    return EncryptionReport.smimeType(negotiated().cipher());
  }

  private Negotiation negotiated() {
    return Negotiation.of(settings.policy, settings.check.verifies(), settings.recipients);
  }

  /** Encrypts an array, and returns the message in memory. */
  public Envelope encrypt(byte[] content) throws IOException {
    return encrypt(ByteSource.of(content));
  }

  /** Encrypts content from any source, and returns the message in memory. */
  public Envelope encrypt(ByteSource content) throws IOException {
    checkRecipients();
    ArrayTarget target = new ArrayTarget(content.sizeIfKnown().orElse(0) + expectedOverhead());
    EncryptionReport report = encryptChecked(content, target);
    return new Envelope(report, target.octets());
  }

  private long expectedOverhead() {
    return 256 + 1024L * settings.recipients.size();
  }

  /**
   * Encrypts content and writes the message, as DER if the size of the content is known, and
   * otherwise as BER. The target stays open. If this method throws, discard the bytes already
   * written, because they are not a complete message.
   */
  public EncryptionReport encrypt(ByteSource content, OutputStream target) throws IOException {
    checkRecipients();
    return encryptChecked(content, target);
  }

  /** Encrypts a file. The target is created or replaced only when the message is complete. */
  public EncryptionReport encrypt(Path content, Path target) throws IOException {
    checkRecipients();
    return TargetFile.write(target, out -> encryptChecked(ByteSource.of(content), out));
  }

  /**
   * Returns a stream that encrypts what you write to it, and writes the message to the target as
   * BER. Complete the message with {@link CmsOutput#finish()}. This method checks the recipients'
   * certificates before it returns.
   */
  public CmsOutput<EncryptionReport> into(OutputStream target) throws IOException {
    checkRecipients();
    return start(target, -1);
  }

  /**
   * Returns the encryptors for a message with blind copies: first this one for the visible
   * recipients, then one for each given certificate. Certificates of visible recipients, and
   * repeated certificates, get no encryptor of their own. Each encryptor writes its own message,
   * which does not name the recipients of the others.
   */
  public List<Encryptor> separately(Collection<X509Certificate> blind) {
    List<Encryptor> verbs = new ArrayList<>();
    verbs.add(this);
    for (Recipient recipient : Recipient.distinct(blind.stream().map(Recipient::of).toList())) {
      if (settings.recipients.stream()
          .noneMatch(open -> open.certificate().equals(recipient.certificate()))) {
        verbs.add(withRecipients(List.of(recipient)));
      }
    }
    return verbs;
  }

  private void requireAddressed() {
    if (settings.recipients.isEmpty()) {
      throw new IllegalStateException(
          "There is no recipient: add one with Encryptor.to(certificate)");
    }
  }

  private void checkRecipients() throws SmimeException {
    requireAddressed();
    Bound.check(settings.limits, Limit.RECIPIENTS, settings.recipients.size());
    settings.check.check(settings.recipients, settings.limits);
  }

  private EncryptionReport encryptChecked(ByteSource content, OutputStream target)
      throws IOException {
    EncryptingOutput encrypting = start(target, content.sizeIfKnown().orElse(-1));
    // For an array, Transfer passes on the array itself, which does not change.
    Transfer.Sink sink =
        content instanceof ArrayOctets ? encrypting::writeLasting : encrypting::write;
    try {
      new Transfer(settings.progress, content.sizeIfKnown()).run(content, sink);
      return encrypting.finish();
    } finally {
      encrypting.abandon();
    }
  }

  private EncryptingOutput start(OutputStream target, long size) throws IOException {
    Negotiation negotiated = negotiated();
    ContentCipher cipher = negotiated.cipher();
    byte[] authenticated = AttributeEncoding.set(BerReader.SET, settings.attributes, true);
    if (authenticated != null && !cipher.aead()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          cipher.label() + " does not authenticate attributes");
    }
    ContentEncryption encryption =
        negotiated.deriving()
            ? ContentEncryption.deriving(cipher, settings.providers)
            : ContentEncryption.of(cipher, settings.providers);
    if (authenticated != null) {
      encryption.withAuthAttrs(authenticated);
    }
    List<byte[]> infos = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    byte[] cek = encryption.cek();
    try {
      for (int i = 0; i < settings.recipients.size(); i++) {
        KeyWrapping.Wrapped wrapped =
            KeyWrapping.recipientInfo(
                settings.recipients.get(i).key(),
                cek,
                negotiated.transports().get(i),
                settings.providers);
        infos.add(wrapped.recipientInfo());
        labels.add(wrapped.label());
      }
    } finally {
      Arrays.fill(cek, (byte) 0);
    }
    EncryptionReport report =
        new EncryptionReport(
            cipher,
            settings.recipients.stream().map(Recipient::certificate).toList(),
            labels,
            negotiated.reason(),
            negotiated.notes());
    long length = size < 0 ? -1 : encryption.ciphertextSize(size);
    byte[] algorithm = encryption.algorithmIdentifier();
    EnvelopedDataWriter writer =
        cipher.aead()
            ? EnvelopedDataWriter.authEnveloped(
                target,
                infos,
                Oids.DATA,
                algorithm,
                length,
                AttributeEncoding.set(0xa1, settings.attributes, true),
                EncryptingOutput.TAG_OCTETS,
                AttributeEncoding.set(0xa2, settings.attributes, false))
            : EnvelopedDataWriter.enveloped(
                target,
                infos,
                Oids.DATA,
                algorithm,
                length,
                AttributeEncoding.set(0xa1, settings.attributes, false));
    return new EncryptingOutput(target, writer, encryption, settings.contentThreads, size, report);
  }

  @Override
  public String toString() {
    return "Encryptor to " + settings.recipients.size() + " recipients under " + settings.policy;
  }
}
