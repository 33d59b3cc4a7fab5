package org.smime4j.keys;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DistinguishedName;

/**
 * How a message names a recipient: by the issuer and serial number of a certificate, or by a
 * subject key identifier (RFC 5652, 6.2.1 and 6.2.2). It is the sender's word: a key that fits it
 * need not be the right one.
 */
public final class RecipientIdentifier {

  private final byte @Nullable [] issuer;
  private final @Nullable BigInteger serial;
  private final byte @Nullable [] subjectKeyIdentifier;

  private RecipientIdentifier(
      byte @Nullable [] issuer,
      @Nullable BigInteger serial,
      byte @Nullable [] subjectKeyIdentifier) {
    this.issuer = issuer;
    this.serial = serial;
    this.subjectKeyIdentifier = subjectKeyIdentifier;
  }

  /**
   * By issuer and serial number.
   *
   * @param issuer the Name as the message holds it, in DER
   * @param serial the number as the message holds it, possibly negative
   */
  public static RecipientIdentifier of(byte[] issuer, BigInteger serial) {
    return new RecipientIdentifier(
        issuer.clone(), Objects.requireNonNull(serial, "no serial number was given"), null);
  }

  /** By subject key identifier: its value, without tag and length. */
  public static RecipientIdentifier of(byte[] subjectKeyIdentifier) {
    return new RecipientIdentifier(null, null, subjectKeyIdentifier.clone());
  }

  /** The issuer and serial number of a certificate. */
  public static RecipientIdentifier of(X509Certificate certificate) {
    return new RecipientIdentifier(
        PublicKeys.issuer(certificate), certificate.getSerialNumber(), null);
  }

  /** The issuer's Name in DER, where issuer and serial number are given. */
  public Optional<byte[]> issuer() {
    return Optional.ofNullable(issuer).map(byte[]::clone);
  }

  /** The issuer in the form of RFC 4514, where issuer and serial number are given. */
  public Optional<String> issuerName() {
    return Optional.ofNullable(issuer).map(DistinguishedName::print);
  }

  /** The serial number, where issuer and serial number are given. */
  public Optional<BigInteger> serial() {
    return Optional.ofNullable(serial);
  }

  /** The subject key identifier, where that is given. */
  public Optional<byte[]> subjectKeyIdentifier() {
    return Optional.ofNullable(subjectKeyIdentifier).map(byte[]::clone);
  }

  /**
   * What to look for in a table of keys: any of these, which are among the {@link #searchTermsOf}
   * of each certificate that may be meant, however the message writes its name and number.
   */
  public Set<String> searchTerms() {
    return terms(KeyIndex.names(this));
  }

  /**
   * What to file a key under in a table of keys, for each of its certificates: short strings that
   * stand for issuer and serial number and for every form of subject key identifier. They are made
   * of public facts, and stay the same in later versions.
   */
  public static Set<String> searchTermsOf(X509Certificate certificate) {
    return terms(KeyWithCertificates.of(certificate).names());
  }

  private static Set<String> terms(Collection<Lookup> lookups) {
    return lookups.stream()
        .map(
            lookup ->
                HexFormat.of().toHexDigits(lookup.high())
                    + HexFormat.of().toHexDigits(lookup.low()))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecipientIdentifier that
        && Arrays.equals(issuer, that.issuer)
        && Objects.equals(serial, that.serial)
        && Arrays.equals(subjectKeyIdentifier, that.subjectKeyIdentifier);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hash(Arrays.hashCode(issuer), serial)
        + Arrays.hashCode(subjectKeyIdentifier);
  }

  /** For a person: {@code serial 1a2b of CN=…} or {@code key identifier 0f3c…}. */
  @Override
  public String toString() {
    return issuer != null && serial != null
        ? "serial " + serial.toString(16) + " of " + DistinguishedName.print(issuer)
        : "key identifier "
            + HexFormat.of()
                .formatHex(Objects.requireNonNull(subjectKeyIdentifier, "subjectKeyIdentifier"));
  }
}
