package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.ArrayOctets;
import org.smime4j.ContentCipher;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.ProgressListener;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.EnvelopedDataWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.crypto.ContentEncryption;
import org.smime4j.internal.crypto.KeyWrapping;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyRole;
import org.smime4j.trust.TrustPolicy;

/**
 * Encrypts content for recipients: EnvelopedData with AES-CBC (RFC 5652), which every program
 * opens, or AuthEnvelopedData with AES-GCM (RFC 5083, RFC 5084) where each recipient is known to
 * open that or the {@link Policy} insists.
 *
 * <p>It promises that only holders of the recipients' private keys can read the content and, with
 * AES-GCM, that a change to it is noticed. It does not say who wrote the content, nor, with
 * AES-CBC, whether it was changed: sign it first, as {@code Outgoing.signedBy} does for mail. It
 * names all recipients to each of them: blind copies go through {@link #encryptSeparately}.
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

  private final RecipientCheck check;
  private final List<Recipient> recipients;
  private final Policy policy;
  private final Limits limits;
  private final Providers providers;
  private final int contentThreads;
  private final @Nullable ProgressListener progress;

  private Encryptor(
      RecipientCheck check,
      List<Recipient> recipients,
      Policy policy,
      Limits limits,
      Providers providers,
      int contentThreads,
      @Nullable ProgressListener progress) {
    this.check = check;
    this.recipients = recipients;
    this.policy = policy;
    this.limits = limits;
    this.providers = providers;
    this.contentThreads = contentThreads;
    this.progress = progress;
  }

  /** An encryptor that judges every recipient's certificate. */
  public static Unaddressed trusting(TrustPolicy trust) {
    return new Unaddressed(RecipientCheck.trusting(Objects.requireNonNull(trust)));
  }

  /**
   * An encryptor that takes recipients' certificates unseen: the maker of a false one reads the
   * content.
   *
   * @param reason why that is right here; for the reader of the code
   */
  public static Unaddressed unvalidated(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("Say why certificates need no validation");
    }
    return new Unaddressed(RecipientCheck.none());
  }

  /** An encryptor that is not yet addressed to anybody. */
  public static final class Unaddressed {
    private final RecipientCheck check;

    private Unaddressed(RecipientCheck check) {
      this.check = check;
    }

    /** The encryptor for one or more recipients. */
    public Encryptor to(X509Certificate first, X509Certificate... more) {
      return to(Recipient.listOf(first, more));
    }

    /**
     * The encryptor for certificates that a {@link CertificateSource} found: what is known of the
     * recipients' software counts as if their certificates said it.
     */
    public Encryptor to(RecipientCertificate first, RecipientCertificate... more) {
      List<Recipient> all = new ArrayList<>();
      all.add(Recipient.of(first));
      List.of(more).forEach(found -> all.add(Recipient.of(found)));
      return addressing(all);
    }

    /**
     * The encryptor for the owners of these addresses. Of each a certificate is taken from the
     * source that holds the address (RFC 8550, section 3) and is accepted, as {@link
     * CertificateSource#find} says. What {@link CertificateChoice#notes} says of the choice stands
     * among the notes of the {@link EncryptionReport}. The source is asked now and not again; each
     * message judges the certificates again.
     *
     * @throws SmimeException.Refused if there is none for an address, with the reasons: by the rule
     *     {@code CERTIFICATE_SOURCE} if a source failed, else by {@code RECIPIENT_CERTIFICATE}
     */
    public Encryptor toAddresses(CertificateSource source, String first, String... more)
        throws SmimeException.Refused {
      List<String> addresses = new ArrayList<>();
      addresses.add(first);
      addresses.addAll(List.of(more));
      List<Recipient> all = new ArrayList<>();
      for (CertificateChoice choice : check.selection(source).choose(addresses)) {
        all.add(Recipient.of(choice));
      }
      return addressing(all);
    }

    /**
     * The encryptor for the recipients in a collection.
     *
     * @throws IllegalArgumentException if there is nobody in it
     */
    public Encryptor to(Collection<X509Certificate> certificates) {
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("A message for nobody cannot be encrypted");
      }
      return addressing(certificates.stream().map(Recipient::of).toList());
    }

    private Encryptor addressing(List<Recipient> all) {
      return new Encryptor(
          check,
          Recipient.distinct(all),
          Policy.standard(),
          Limits.standard(),
          Providers.standard().keepingForms(),
          1,
          null);
    }
  }

  /** Also for these recipients; one who is addressed already is not addressed again. */
  public Encryptor and(X509Certificate first, X509Certificate... more) {
    List<Recipient> all = new ArrayList<>(recipients);
    Recipient.listOf(first, more).forEach(certificate -> all.add(Recipient.of(certificate)));
    return withRecipients(all);
  }

  /**
   * Also for the sender, who otherwise cannot read what was sent (RFC 8551, section 3.3). The own
   * certificate is judged like the others'.
   */
  public Encryptor andMyself(Identity identity) {
    List<Recipient> all = new ArrayList<>(recipients);
    all.add(Recipient.myself(identity));
    return withRecipients(all);
  }

  /**
   * Also for the sender, by the newest encryption identity that is valid now.
   *
   * @throws IllegalArgumentException if there is none: what is sent could not be read again
   */
  public Encryptor andMyself(KeyHistory mine) {
    List<Identity> encryption = Identity.newest(mine, KeyRole.ENCRYPTION);
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
    return new Encryptor(
        check.forAddresses(List.of(addresses)),
        recipients,
        policy,
        limits,
        providers,
        contentThreads,
        progress);
  }

  /** With the content cipher and the key transport of a policy. */
  public Encryptor under(Policy newPolicy) {
    return new Encryptor(
        check,
        recipients,
        Objects.requireNonNull(newPolicy),
        limits,
        providers,
        contentThreads,
        progress);
  }

  /** Within other limits: the number of recipients, and the work of judging their certificates. */
  public Encryptor within(Limits newLimits) {
    return new Encryptor(
        check,
        recipients,
        policy,
        Objects.requireNonNull(newLimits),
        providers,
        contentThreads,
        progress);
  }

  /** With a provider that is asked first for every algorithm. */
  public Encryptor using(Provider provider) {
    return new Encryptor(
        check,
        recipients,
        policy,
        limits,
        Providers.preferring(provider).keepingForms(),
        contentThreads,
        progress);
  }

  /** With somebody who hears how far the work is. */
  public Encryptor reporting(ProgressListener listener) {
    return new Encryptor(
        check,
        recipients,
        policy,
        limits,
        providers,
        contentThreads,
        Objects.requireNonNull(listener));
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
    return new Encryptor(check, recipients, policy, limits, providers, threads, progress);
  }

  /**
   * Names all recipients so far by the key identifier of their certificates in place of issuer and
   * serial number (RFC 8551, section 2.6): a certificate that is renewed for the same key is found
   * too. Where a certificate holds none, encrypting fails with {@link SmimeException.Malformed}.
   */
  public Encryptor namingKeyIdentifiers() {
    return withRecipients(recipients.stream().map(Recipient::namedByKeyIdentifier).toList());
  }

  private Encryptor withRecipients(List<Recipient> all) {
    return new Encryptor(
        check, Recipient.distinct(all), policy, limits, providers, contentThreads, progress);
  }

  /** The smime-type of what this encryptor writes: what a mail header has to say beforehand. */
  public String smimeType() {
    return EncryptionReport.smimeType(negotiated().cipher());
  }

  private Negotiation negotiated() {
    return Negotiation.of(policy, check.verifies(), recipients);
  }

  /** Encrypts content in memory. */
  public Envelope encrypt(byte[] content) throws IOException {
    return encrypt(Octets.of(content));
  }

  /** Encrypts content into memory. */
  public Envelope encrypt(Octets content) throws IOException {
    checkRecipients();
    ArrayTarget target = new ArrayTarget(Math.max(0, content.size()) + expectedOverhead());
    EncryptionReport report = encryptChecked(content, target);
    return new Envelope(report, target.octets());
  }

  private long expectedOverhead() {
    return 256 + 1024L * recipients.size();
  }

  /**
   * Encrypts content that can be read again; DER where its size is known, else BER. The target
   * stays open. On an exception what was written so far opens for nobody.
   */
  public EncryptionReport encrypt(Octets content, OutputStream target) throws IOException {
    checkRecipients();
    return encryptChecked(content, target);
  }

  /** Encrypts a stream to its end as BER, in constant memory. Both streams stay open. */
  public EncryptionReport encrypt(InputStream content, OutputStream target) throws IOException {
    checkRecipients();
    return complete(start(target, -1), out -> new Transfer(progress, -1).run(content, out::write));
  }

  /**
   * Encrypts a file. The target is written beside its place and moved there when it is complete; on
   * an exception it is as it was before.
   */
  public EncryptionReport encrypt(Path content, Path target) throws IOException {
    checkRecipients();
    return TargetFile.write(target, out -> encryptChecked(Octets.of(content), out));
  }

  /** Encrypts what the body writes; on an exception of the body the target is as before. */
  public EncryptionReport encrypt(Path target, Body body) throws IOException {
    checkRecipients();
    return TargetFile.write(target, out -> complete(start(out, -1), body));
  }

  /** Writes content to a stream that encrypts it. */
  @FunctionalInterface
  public interface Body {
    /** Writes all of it; neither finishing nor closing the stream is needed. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A stream that encrypts what is written to it, as BER, and must be ended by {@link
   * EncryptingOutput#finish()}. Recipients are checked before it is returned.
   */
  public EncryptingOutput into(OutputStream target) throws IOException {
    checkRecipients();
    return start(target, -1);
  }

  /**
   * The encryptors for a message with blind copies: first this one for the recipients who may know
   * of each other, then one for each certificate alone. What one of them writes names nobody of the
   * others.
   */
  public List<Encryptor> separately(Collection<X509Certificate> blind) {
    List<Encryptor> verbs = new ArrayList<>();
    verbs.add(this);
    for (Recipient recipient : Recipient.distinct(blind.stream().map(Recipient::of).toList())) {
      if (recipients.stream()
          .noneMatch(open -> open.certificate().equals(recipient.certificate()))) {
        verbs.add(withRecipients(List.of(recipient)));
      }
    }
    return verbs;
  }

  /**
   * Encrypts content once for the recipients of this encryptor and once more, with another key, for
   * each blind-copy recipient alone. No envelope names anybody of another one; send each to its own
   * recipients. All certificates are judged before anything is encrypted.
   *
   * @return the envelope for the recipients of this encryptor, then one for each certificate
   */
  public List<Envelope> encryptSeparately(Octets content, Collection<X509Certificate> blind)
      throws IOException {
    List<Encryptor> verbs = separately(blind);
    for (Encryptor verb : verbs) {
      verb.checkRecipients();
    }
    List<Envelope> envelopes = new ArrayList<>();
    for (Encryptor verb : verbs) {
      ArrayTarget target = new ArrayTarget(Math.max(0, content.size()) + verb.expectedOverhead());
      EncryptionReport report = verb.encryptChecked(content, target);
      envelopes.add(new Envelope(report, target.octets()));
    }
    return envelopes;
  }

  private void checkRecipients() throws SmimeException {
    limits.check(Limit.RECIPIENTS, recipients.size());
    check.check(recipients, limits);
  }

  private EncryptionReport encryptChecked(Octets content, OutputStream target) throws IOException {
    EncryptingOutput encrypting = start(target, content.size());
    // What Transfer hands on of an array is the array itself, and it stays as it is.
    Transfer.Sink sink =
        content instanceof ArrayOctets ? encrypting::writeLasting : encrypting::write;
    return complete(encrypting, out -> new Transfer(progress, content.size()).run(content, sink));
  }

  private static EncryptionReport complete(EncryptingOutput encrypting, Body body)
      throws IOException {
    try {
      body.writeTo(encrypting);
      return encrypting.finish();
    } finally {
      encrypting.abandon();
    }
  }

  private EncryptingOutput start(OutputStream target, long size) throws IOException {
    Negotiation negotiated = negotiated();
    ContentCipher cipher = negotiated.cipher();
    ContentEncryption encryption =
        negotiated.deriving()
            ? ContentEncryption.deriving(cipher, providers)
            : ContentEncryption.of(cipher, providers);
    List<byte[]> infos = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    byte[] cek = encryption.cek();
    try {
      for (int i = 0; i < recipients.size(); i++) {
        KeyWrapping.Wrapped wrapped =
            KeyWrapping.recipientInfo(
                recipients.get(i).key(), cek, negotiated.transports().get(i), providers);
        infos.add(wrapped.recipientInfo());
        labels.add(wrapped.label());
      }
    } finally {
      Arrays.fill(cek, (byte) 0);
    }
    EncryptionReport report =
        new EncryptionReport(
            cipher,
            recipients.stream().map(Recipient::certificate).toList(),
            labels,
            negotiated.reason(),
            negotiated.notes());
    long length = size < 0 ? -1 : encryption.ciphertextSize(size);
    byte[] algorithm = encryption.algorithmIdentifier();
    EnvelopedDataWriter writer =
        cipher.aead()
            ? EnvelopedDataWriter.authEnveloped(
                target, infos, Oids.DATA, algorithm, length, null, EncryptingOutput.TAG_OCTETS)
            : EnvelopedDataWriter.enveloped(target, infos, Oids.DATA, algorithm, length);
    return new EncryptingOutput(target, writer, encryption, contentThreads, size, report);
  }

  @Override
  public String toString() {
    return "Encryptor to " + recipients.size() + " recipients under " + policy;
  }
}
