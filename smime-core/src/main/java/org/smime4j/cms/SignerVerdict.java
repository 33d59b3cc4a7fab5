package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.trust.AddressBinding;
import org.smime4j.trust.Binding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.Note;
import org.smime4j.trust.RevocationStatus;
import org.smime4j.internal.base.Findings;

/**
 * What a {@link Verifier} says about one signer, with its evidence. Integrity, trust, address and
 * time are fields of their own; every {@link Finding} lowers the verdict, the worst decides:
 *
 * <ul>
 *   <li>{@link Trusted}: no finding at all.
 *   <li>{@link Unknown}: something that the judgement needs is not at hand.
 *   <li>{@link Untrusted}: the signature may hold, and its maker is not to be believed.
 *   <li>{@link Broken}: the signature does not hold.
 * </ul>
 */
public abstract sealed class SignerVerdict
    permits SignerVerdict.Trusted,
        SignerVerdict.Unknown,
        SignerVerdict.Untrusted,
        SignerVerdict.Broken {

  private final SignerEvidence evidence;
  private final Integrity integrity;
  private final Held held;

  private SignerVerdict(SignerEvidence evidence, Integrity integrity, Held held) {
    this.evidence = evidence;
    this.integrity = integrity;
    this.held = held;
  }

  /** The signature holds, and the policy believes its maker. */
  public static final class Trusted extends SignerVerdict {
    private Trusted(SignerEvidence evidence, Integrity integrity, Held held) {
      super(evidence, integrity, held);
    }

    /** The certificate whose key made the signature. */
    public X509Certificate trustedCertificate() {
      return certificate().orElseThrow();
    }

    /**
     * The certificate to which answers are to be encrypted, by the signer's
     * SMIMEEncryptionKeyPreference (RFC 8551, section 2.5.3); empty where there is none, or the
     * message does not carry the certificate, which itself is not judged here.
     */
    public Optional<X509Certificate> preferredEncryptionCertificate() {
      return Optional.ofNullable(super.held.offer().encryption());
    }

    /**
     * The object identifiers of the signer's SMIMECapabilities (RFC 8551, section 2.5.2); empty
     * where there are none.
     */
    public Optional<Set<String>> capabilities() {
      return Optional.ofNullable(super.held.offer().capabilities());
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return trusted.apply(this);
    }
  }

  /** The signature may hold; its maker is not to be believed. */
  public static final class Untrusted extends SignerVerdict {
    private Untrusted(SignerEvidence evidence, Integrity integrity, Held held) {
      super(evidence, integrity, held);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return untrusted.apply(this);
    }
  }

  /** Something that the judgement needs is not at hand: a certificate, the content, an anchor. */
  public static final class Unknown extends SignerVerdict {
    private Unknown(SignerEvidence evidence, Integrity integrity, Held held) {
      super(evidence, integrity, held);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return unknown.apply(this);
    }
  }

  /** The signature does not hold: this content, or these attributes, nobody signed. */
  public static final class Broken extends SignerVerdict {
    private Broken(SignerEvidence evidence, Integrity integrity, Held held) {
      super(evidence, integrity, held);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return broken.apply(this);
    }
  }

  /** What came of it when the evidence was held against what the message says of itself. */
  record Held(
      List<Finding> findings,
      List<Note> notes,
      @Nullable AddressBinding binding,
      @Nullable Duration skew,
      SignerOffer offer,
      List<SignerVerdict> countersignatures) {

    Held {
      findings =
          findings.size() < 2
              ? List.copyOf(findings)
              : findings.stream().distinct().sorted().toList();
      notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
      countersignatures = List.copyOf(countersignatures);
    }
  }

  /**
   * The verdict that the findings demand.
   *
   * @param integrity that of the evidence, or that of a signature which this one covers
   */
  static SignerVerdict of(SignerEvidence evidence, Integrity integrity, Held held) {
    if (held.findings().isEmpty()) {
      // A second check: no finding must never come of no check.
      CertificateVerdict certificate = evidence.certificate();
      if (integrity != Integrity.INTACT || certificate == null || certificate.path().isEmpty()) {
        throw new IllegalStateException("no finding, and no proof");
      }
      return new Trusted(evidence, integrity, held);
    }
    return switch (worst(held.findings())) {
      case BROKEN -> new Broken(evidence, integrity, held);
      case UNTRUSTED -> new Untrusted(evidence, integrity, held);
      case UNKNOWN -> new Unknown(evidence, integrity, held);
    };
  }

  private static Findings.Severity worst(List<Finding> findings) {
    return findings.stream().map(Findings::severity).min(Enum::compareTo).orElseThrow();
  }

  /** Applies the function that fits the verdict. */
  public abstract <R> R fold(
      Function<? super Trusted, ? extends R> trusted,
      Function<? super Untrusted, ? extends R> untrusted,
      Function<? super Unknown, ? extends R> unknown,
      Function<? super Broken, ? extends R> broken);

  /** Whom the signature names: an issuer with a serial number, or a key identifier. */
  public String identifier() {
    return evidence.identifier().toString();
  }

  /** Whether the content is what was signed. It says nothing of the signer. */
  public Integrity integrity() {
    return integrity;
  }

  /** What lowers the verdict, the headline first; empty only for {@link Trusted}. */
  public List<Finding> findings() {
    return held.findings();
  }

  /** The first finding. */
  public Optional<Finding> headline() {
    return held.findings().stream().findFirst();
  }

  /** What a reader may want to know and what does not lower the verdict. */
  public List<Note> notes() {
    return held.notes();
  }

  /** The addresses that the certificate speaks for; empty without a certificate. */
  public List<String> addresses() {
    return held.binding() == null ? List.of() : held.binding().certified();
  }

  /** How those addresses and the expected one relate. */
  public Binding binding() {
    return held.binding() == null ? Binding.NOT_CHECKED : held.binding().binding();
  }

  /**
   * The signature's scheme, for example {@code rsa-pkcs1-sha256}; an object identifier if unknown.
   */
  public String scheme() {
    return evidence.scheme();
  }

  /** The digest of the content, for example {@code sha-256}; an object identifier if unknown. */
  public String digest() {
    return evidence.digest();
  }

  /** When the signer claims to have signed; nothing is ever judged by it. */
  public Optional<Instant> signingTime() {
    return Optional.ofNullable(evidence.signingTime());
  }

  /**
   * How much later than the message's Date the signer claims to have signed, negative if earlier;
   * empty where one of the two is not known.
   */
  public Optional<Duration> skew() {
    return Optional.ofNullable(held.skew());
  }

  /**
   * The verified time stamp at whose time the certificate was judged; empty if there is none, or
   * the {@link Verifier} believes none.
   */
  public Optional<Timestamp> timestamp() {
    return Optional.ofNullable(evidence.timestamp());
  }

  /** The certificate whose key made the signature; empty where none was proven to be that. */
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(evidence.certificate()).map(CertificateVerdict::certificate);
  }

  /** What is known of the revocation of the certificate and of those above it. */
  public RevocationStatus revocation() {
    return evidence.certificate() == null
        ? RevocationStatus.NOT_CHECKED
        : evidence.certificate().revocation();
  }

  /** The path from the certificate to an anchor; empty if there is none. */
  public List<X509Certificate> path() {
    return evidence.certificate() == null ? List.of() : evidence.certificate().path();
  }

  /**
   * How sensitive the signer says the content is (RFC 2634); his word, whatever the verdict. Empty
   * where he says nothing, or says it twice.
   */
  public Optional<SecurityLabel> securityLabel() {
    return Optional.ofNullable(evidence.message().label());
  }

  /** The signer's wish for a receipt (RFC 2634), whatever the verdict; empty if there is none. */
  public Optional<ReceiptRequest> receiptRequest() {
    return Optional.ofNullable(evidence.message().receiptRequest());
  }

  /**
   * Who countersigned (RFC 5652, section 11.4), in the order of the message: a verdict for each, by
   * the rules of any signature, with countersignatures of its own. It covers the value of this
   * signature and nothing else, not the content and no other signer, and is Trusted only where this
   * signature holds and its certificate is believed, since a key can be made for any signature
   * value. It binds nobody to an address, and no verdict on this signer rests on it: anybody can
   * add one on the way, or take one off.
   */
  public List<SignerVerdict> countersignatures() {
    return held.countersignatures();
  }

  SignedMessage message() {
    return evidence.message();
  }

  /** What the verdict rests on, to be held against other claims. */
  SignerEvidence evidence() {
    return evidence;
  }

  /** The verdict in a word. */
  String word() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /** A block of lines that says it all. */
  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    page.append(word());
    headline().ifPresent(finding -> page.append("  ").append(finding));
    line(page, "named as", identifier());
    certificate()
        .ifPresent(
            c -> {
              line(page, "certificate", DistinguishedName.print(c.getSubjectX500Principal()));
              line(
                  page,
                  "issued by",
                  DistinguishedName.print(c.getIssuerX500Principal())
                      + ", serial "
                      + c.getSerialNumber().toString(16));
              line(
                  page,
                  "valid",
                  c.getNotBefore().toInstant() + " to " + c.getNotAfter().toInstant());
            });
    line(page, "addresses", addresses().isEmpty() ? "none" : String.join(", ", addresses()));
    line(page, "binding", binding().name());
    line(page, "integrity", integrity().name());
    line(page, "revocation", revocation().name());
    line(page, "scheme", scheme() + ", digest " + digest());
    signingTime().ifPresent(time -> line(page, "signed at", time + " (the signer's own word)"));
    timestamp().ifPresent(stamp -> line(page, "time stamp", stamp.toString()));
    securityLabel().ifPresent(label -> line(page, "label", label.toString()));
    receiptRequest().ifPresent(wish -> line(page, "receipt", wish.toString()));
    findings().forEach(finding -> line(page, "finding", finding.toString()));
    notes().forEach(note -> line(page, "note", note.toString()));
    for (SignerVerdict countersignature : countersignatures()) {
      page.append("\n    countersignature: ")
          .append(countersignature.toString().replace("\n", "\n    "));
    }
    return page.toString();
  }

  private static void line(StringBuilder page, String name, String text) {
    page.append("\n    ")
        .append(name)
        .append(" ".repeat(12 - name.length()))
        .append(DistinguishedName.printable(text));
  }
}
