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
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.trust.Binding;
import org.smime4j.trust.Finding;
import org.smime4j.trust.Note;
import org.smime4j.trust.RevocationStatus;

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

  private final Evidence evidence;

  private SignerVerdict(Evidence evidence) {
    this.evidence = evidence;
  }

  /** The signature holds, and the policy believes its maker. */
  public static final class Trusted extends SignerVerdict {
    private Trusted(Evidence evidence) {
      super(evidence);
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
      return Optional.ofNullable(super.evidence.offer().encryption());
    }

    /**
     * The object identifiers of the signer's SMIMECapabilities (RFC 8551, section 2.5.2); empty
     * where there are none.
     */
    public Optional<Set<String>> capabilities() {
      return Optional.ofNullable(super.evidence.offer().capabilities());
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
    private Untrusted(Evidence evidence) {
      super(evidence);
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
    private Unknown(Evidence evidence) {
      super(evidence);
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
    private Broken(Evidence evidence) {
      super(evidence);
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

  /** The verdict that the findings demand. */
  static SignerVerdict of(Evidence evidence) {
    if (evidence.findings().isEmpty()) {
      // A second lock on the door: no finding must never come of no check.
      if (evidence.integrity() != Integrity.INTACT
          || evidence.certificate() == null
          || evidence.path().isEmpty()) {
        throw new IllegalStateException("no finding, and no proof");
      }
      return new Trusted(evidence);
    }
    return switch (worst(evidence.findings())) {
      case BROKEN -> new Broken(evidence);
      case UNTRUSTED -> new Untrusted(evidence);
      case UNKNOWN -> new Unknown(evidence);
    };
  }

  private static Finding.Severity worst(List<Finding> findings) {
    return findings.stream().map(Finding::severity).min(Enum::compareTo).orElseThrow();
  }

  /** What was found out about one signer. */
  record Evidence(
      String identifier,
      Integrity integrity,
      List<Finding> findings,
      List<Note> notes,
      List<String> addresses,
      Binding binding,
      String scheme,
      String digest,
      @Nullable Instant signingTime,
      @Nullable Duration skew,
      @Nullable Timestamp timestamp,
      @Nullable X509Certificate certificate,
      RevocationStatus revocation,
      List<X509Certificate> path,
      SignerOffer offer,
      SignedMessage message,
      List<SignerVerdict> countersignatures) {

    Evidence {
      findings =
          findings.size() < 2
              ? List.copyOf(findings)
              : findings.stream().distinct().sorted().toList();
      notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
      addresses = List.copyOf(addresses);
      path = List.copyOf(path);
      countersignatures = List.copyOf(countersignatures);
    }
  }

  /** Applies the function that fits the verdict. */
  public abstract <R> R fold(
      Function<? super Trusted, ? extends R> trusted,
      Function<? super Untrusted, ? extends R> untrusted,
      Function<? super Unknown, ? extends R> unknown,
      Function<? super Broken, ? extends R> broken);

  /** Whom the signature names: an issuer with a serial number, or a key identifier. */
  public String identifier() {
    return evidence.identifier();
  }

  /** Whether the content is what was signed, whoever signed it. */
  public Integrity integrity() {
    return evidence.integrity();
  }

  /** What lowers the verdict, the headline first; empty only for {@link Trusted}. */
  public List<Finding> findings() {
    return evidence.findings();
  }

  /** The first finding. */
  public Optional<Finding> headline() {
    return evidence.findings().stream().findFirst();
  }

  /** What a reader may want to know and what does not lower the verdict. */
  public List<Note> notes() {
    return evidence.notes();
  }

  /** The addresses that the certificate speaks for; empty without a certificate. */
  public List<String> addresses() {
    return evidence.addresses();
  }

  /** How those addresses and the expected one relate. */
  public Binding binding() {
    return evidence.binding();
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
    return Optional.ofNullable(evidence.skew());
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
    return Optional.ofNullable(evidence.certificate());
  }

  /** What is known of the revocation of the certificate and of those above it. */
  public RevocationStatus revocation() {
    return evidence.revocation();
  }

  /** The path from the certificate to an anchor; empty if there is none. */
  public List<X509Certificate> path() {
    return evidence.path();
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
    return evidence.countersignatures();
  }

  SignedMessage message() {
    return evidence.message();
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
