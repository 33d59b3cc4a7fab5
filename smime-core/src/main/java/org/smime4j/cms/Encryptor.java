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
import org.smime4j.ContentCipher;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.ProgressListener;
import org.smime4j.Purpose;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.EnvelopedDataWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.internal.base.Bound;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.crypto.ContentEncryption;
import org.smime4j.internal.crypto.KeyWrapping;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.keys.Credential;
import org.smime4j.keys.KeyHistory;
import org.smime4j.trust.TrustPolicy;

/**
 * Encrypts content for recipients: EnvelopedData with AES-CBC (RFC 5652), which every program
 * opens, or AuthEnvelopedData with AES-GCM (RFC 5083, RFC 5084) where each recipient is known to
 * open that or the {@link AlgorithmPolicy} insists.
 *
 * <p>It promises that only holders of the recipients' private keys can read the content and, with
 * AES-GCM, that a change to it is noticed. It does not say who wrote the content, nor, with
 * AES-CBC, whether it was changed: sign it first, as {@code Outgoing.signedBy} does for mail. It
 * names all recipients to each of them: blind copies go through {@link #separately}.
 *
 * <p>Each recipient's certificate is judged, at each message, for path, validity, revocation, key
 * usage and extended key usage (RFC 8550); where it does not pass, nothing is written and {@link
 * SmimeException.Refused} with the rule {@code RECIPIENT_CERTIFICATE} names whom it is about. Keys
 * and nonces are drawn for each message and cannot be handed in.
 *
 * <p>Immutable and safe to share between threads; make one and use it again.
 *
 * <pre>{@code
 * Encryptor encryptor = Encryptor.trusting(trust).to(bob).andMyself(alice);
 * Envelope envelope = encryptor.encrypt(content);
 * encryptor.encrypt(Path.of("big"), Path.of("big.p7m"));
 * }</pre>
 */
public final class Encryptor {

  /** What may be set; a change is made to a copy, so that every encryptor stays what it is. */
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
   * An encryptor that judges every recipient's certificate. It is not yet addressed to anybody, and
   * encrypts nothing before it is.
   */
  public static Encryptor trusting(TrustPolicy trust) {
    return new Encryptor(
        new Settings(
            RecipientCheck.trusting(
                Objects.requireNonNull(
                    trust,
                    "say whom you believe by TrustPolicy.anchors, or use unvalidated(reason)"))));
  }

  /**
   * An encryptor that takes recipients' certificates unseen: the maker of a false one reads the
   * content.
   *
   * @param reason why that is right here; for the reader of the code
   */
  public static Encryptor unvalidated(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("Say why certificates need no validation");
    }
    return new Encryptor(new Settings(RecipientCheck.none()));
  }

  /** Also for these recipients; one who is addressed already is not addressed again. */
  public Encryptor to(X509Certificate first, X509Certificate... more) {
    return to(Recipient.listOf(first, more));
  }

  /**
   * Also for the recipients in a collection.
   *
   * @throws IllegalArgumentException if there is nobody in it
   */
  public Encryptor to(Collection<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "A message for nobody cannot be encrypted: name a certificate in to");
    }
    return addressing(certificates.stream().map(Recipient::of).toList());
  }

  /**
   * Also for certificates that a {@link CertificateSource} found: what is known of the recipients'
   * software counts as if their certificates said it.
   */
  public Encryptor to(RecipientCertificate first, RecipientCertificate... more) {
    List<Recipient> found = new ArrayList<>();
    found.add(Recipient.of(first));
    List.of(more).forEach(each -> found.add(Recipient.of(each)));
    return addressing(found);
  }

  /**
   * Also for the owners of these addresses. Of each a certificate is taken from the source that
   * holds the address (RFC 8550, section 3) and is accepted, as {@link CertificateSource#find}
   * says. What {@link CertificateChoice#notes} says of the choice stands among the notes of the
   * {@link EncryptionReport}. The source is asked now and not again; each message judges the
   * certificates again.
   *
   * @throws SmimeException.Refused if there is none for an address, with the reasons: by the rule
   *     {@code CERTIFICATE_SOURCE} if a source failed, else by {@code RECIPIENT_CERTIFICATE}
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
   * Also for the sender, who otherwise cannot read what was sent (RFC 8551, section 3.3). The own
   * certificate is judged like the others'.
   */
  public Encryptor andMyself(Credential identity) {
    return addressing(List.of(Recipient.myself(identity)));
  }

  /**
   * Also for the sender, by the newest encryption identity that is valid now.
   *
   * @throws IllegalArgumentException if there is none: what is sent could not be read again
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
   * Demands that each recipient's certificate, the sender's own apart, holds one of these
   * addresses. Compared as RFC 8550 says: the domain without regard to case.
   */
  public Encryptor forAddresses(String... addresses) {
    return setting(changed -> changed.check = changed.check.forAddresses(List.of(addresses)));
  }

  /** With the content cipher and the key transport of a policy. */
  public Encryptor under(AlgorithmPolicy other) {
    return setting(
        changed -> changed.policy = Objects.requireNonNull(other, "no policy was given"));
  }

  /** Within other limits: the number of recipients, and the work of judging their certificates. */
  public Encryptor within(Limits other) {
    return setting(
        changed -> changed.limits = Objects.requireNonNull(other, "no limits were given"));
  }

  /** With a provider that is asked first for every algorithm. */
  public Encryptor using(Provider first) {
    Objects.requireNonNull(first, "no provider was given");
    return setting(changed -> changed.providers = Providers.preferring(first).keepingForms());
  }

  /** With somebody who hears how far the work is. */
  public Encryptor reporting(ProgressListener listener) {
    return setting(
        changed -> changed.progress = Objects.requireNonNull(listener, "no listener was given"));
  }

  /**
   * Works on content of AES-GCM with at most so many threads, the calling one included; without
   * this it is the calling thread alone, which is best where many messages are under way. The
   * others are started for a message past half a megabyte and end with it, and what comes out is
   * the same. Each takes about a megabyte.
   *
   * @throws IllegalArgumentException if there shall be none
   */
  public Encryptor withContentThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("There must be a thread at least: " + threads);
    }
    return setting(changed -> changed.contentThreads = threads);
  }

  /**
   * Names all recipients so far by the key identifier of their certificates in place of issuer and
   * serial number (RFC 8551, section 2.6): a certificate that is renewed for the same key is found
   * too. Where a certificate holds none, encrypting fails with {@link SmimeException.Malformed}.
   */
  public Encryptor namingKeyIdentifiers() {
    return withRecipients(
        settings.recipients.stream().map(Recipient::namedByKeyIdentifier).toList());
  }

  /**
   * With attributes of the caller's in each message. Anybody can read them, also authenticated
   * ones, which the tag covers: they stand beside the ciphertext. {@link
   * EncryptedLayer#attributes()} reads them.
   *
   * <p>Where the cipher authenticates nothing, encrypting with an authenticated attribute is {@link
   * SmimeException.Refused} with the rule {@code UNAUTHENTICATED}; see {@link
   * AlgorithmPolicy#authenticatedOnly()}.
   *
   * @throws IllegalArgumentException if one of the same type is carried already in the same place
   */
  public Encryptor carrying(Attribute first, Attribute... more) {
    return setting(
        changed -> changed.attributes = Attribute.joined(changed.attributes, first, more));
  }

  private Encryptor withRecipients(List<Recipient> all) {
    return setting(changed -> changed.recipients = Recipient.distinct(all));
  }

  /** The smime-type of what this encryptor writes: what a mail header has to say beforehand. */
  public String smimeType() {
    requireAddressed();
    return EncryptionReport.smimeType(negotiated().cipher());
  }

  private Negotiation negotiated() {
    return Negotiation.of(settings.policy, settings.check.verifies(), settings.recipients);
  }

  /** Encrypts content in memory. */
  public Envelope encrypt(byte[] content) throws IOException {
    return encrypt(Octets.of(content));
  }

  /** Encrypts content into memory. */
  public Envelope encrypt(Octets content) throws IOException {
    checkRecipients();
    ArrayTarget target = new ArrayTarget(content.sizeIfKnown().orElse(0) + expectedOverhead());
    EncryptionReport report = encryptChecked(content, target);
    return new Envelope(report, target.octets());
  }

  private long expectedOverhead() {
    return 256 + 1024L * settings.recipients.size();
  }

  /**
   * Encrypts content that can be read again; DER where its size is known, else BER. The target
   * stays open. On an exception what was written so far opens for nobody.
   */
  public EncryptionReport encrypt(Octets content, OutputStream target) throws IOException {
    checkRecipients();
    return encryptChecked(content, target);
  }

  /**
   * Encrypts a file. The target is written beside its place and moved there when it is complete; on
   * an exception it is as it was before.
   */
  public EncryptionReport encrypt(Path content, Path target) throws IOException {
    checkRecipients();
    return TargetFile.write(target, out -> encryptChecked(Octets.of(content), out));
  }

  /**
   * A stream that encrypts what is written to it, as BER, and must be ended by {@link
   * CmsOutput#finish()}. Recipients are checked before it is returned.
   */
  public CmsOutput<EncryptionReport> into(OutputStream target) throws IOException {
    checkRecipients();
    return start(target, -1);
  }

  /**
   * The encryptors for a message with blind copies, each with a key of its own: first this one for
   * the recipients who may know of each other, then one for each certificate alone. What one of
   * them writes names nobody of the others.
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
      throw new IllegalStateException("Encryptor.to(certificate) says whom to encrypt for");
    }
  }

  private void checkRecipients() throws SmimeException {
    requireAddressed();
    Bound.check(settings.limits, Limit.RECIPIENTS, settings.recipients.size());
    settings.check.check(settings.recipients, settings.limits);
  }

  private EncryptionReport encryptChecked(Octets content, OutputStream target) throws IOException {
    EncryptingOutput encrypting = start(target, content.sizeIfKnown().orElse(-1));
    // What Transfer hands on of an array is the array itself, and it stays as it is.
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
    byte[] authenticated = Attribute.set(BerReader.SET, settings.attributes, true);
    if (authenticated != null && !cipher.aead()) {
      throw Failures.refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          cipher.label() + " authenticates no attribute");
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
                Attribute.set(0xa1, settings.attributes, true),
                EncryptingOutput.TAG_OCTETS,
                Attribute.set(0xa2, settings.attributes, false))
            : EnvelopedDataWriter.enveloped(
                target,
                infos,
                Oids.DATA,
                algorithm,
                length,
                Attribute.set(0xa1, settings.attributes, false));
    return new EncryptingOutput(target, writer, encryption, settings.contentThreads, size, report);
  }

  @Override
  public String toString() {
    return "Encryptor to " + settings.recipients.size() + " recipients under " + settings.policy;
  }
}
