package org.smime4j.keys;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.util.Pack;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;

/**
 * The identifier by which a message names a recipient: the issuer and serial number of a
 * certificate, or a subject key identifier (RFC 5652, 6.2.1 and 6.2.2). The sender chose it, so a
 * matching key need not be the right one. Identifiers with the same values are equal.
 */
public sealed interface RecipientIdentifier permits RecipientIdentifierDoor {

  /**
   * Returns an identifier of issuer and serial number.
   *
   * @param issuer the DER-encoded Name in the message
   * @param serial the serial number in the message, possibly negative
   */
  static RecipientIdentifier of(byte[] issuer, BigInteger serial) {
    return new RecipientIdentifierDoor(
        issuer.clone(), Objects.requireNonNull(serial, "no serial number was given"), null);
  }

  /** Returns an identifier of a subject key identifier: its value, without tag and length. */
  static RecipientIdentifier of(byte[] subjectKeyIdentifier) {
    return new RecipientIdentifierDoor(null, null, subjectKeyIdentifier.clone());
  }

  /** Returns the issuer and serial number of a certificate as an identifier. */
  static RecipientIdentifier of(X509Certificate certificate) {
    return new RecipientIdentifierDoor(
        PublicKeys.issuer(certificate), certificate.getSerialNumber(), null);
  }

  /**
   * Returns the DER-encoded Name of the issuer. Empty if the message names a subject key
   * identifier.
   */
  Optional<byte[]> issuer();

  /**
   * Returns the issuer as an RFC 4514 string. Empty if the message names a subject key identifier.
   */
  Optional<String> issuerName();

  /** Returns the serial number. Empty if the message names a subject key identifier. */
  Optional<BigInteger> serial();

  /** Returns the subject key identifier. Empty if the message names issuer and serial number. */
  Optional<byte[]> subjectKeyIdentifier();

  /**
   * Returns the terms to look up in a table of keys. Each certificate that the message may mean has
   * one of them among its {@link #searchTermsOf}, in whatever form the message encodes its name and
   * number.
   */
  Set<String> searchTerms();

  /**
   * Returns the terms under which to store a key in a table of keys, for one of its certificates.
   * They are short strings for the issuer and serial number, and for every form of subject key
   * identifier. They derive from public data, and stay the same in later versions.
   */
  static Set<String> searchTermsOf(X509Certificate certificate) {
    return RecipientIdentifierDoor.terms(Lookup.names(List.of(certificate)));
  }
}

final class RecipientIdentifierDoor implements RecipientIdentifier {

  private final byte @Nullable [] issuer;
  private final @Nullable BigInteger serial;
  private final byte @Nullable [] subjectKeyIdentifier;

  RecipientIdentifierDoor(
      byte @Nullable [] issuer,
      @Nullable BigInteger serial,
      byte @Nullable [] subjectKeyIdentifier) {
    this.issuer = issuer;
    this.serial = serial;
    this.subjectKeyIdentifier = subjectKeyIdentifier;
  }

  @Override
  public Optional<byte[]> issuer() {
    return Optional.ofNullable(issuer).map(byte[]::clone);
  }

  @Override
  public Optional<String> issuerName() {
    return Optional.ofNullable(issuer).map(DistinguishedName::print);
  }

  @Override
  public Optional<BigInteger> serial() {
    return Optional.ofNullable(serial);
  }

  @Override
  public Optional<byte[]> subjectKeyIdentifier() {
    return Optional.ofNullable(subjectKeyIdentifier).map(byte[]::clone);
  }

  @Override
  public Set<String> searchTerms() {
    return terms(
        subjectKeyIdentifier != null
            ? Lookup.keyIdentifiers(subjectKeyIdentifier)
            : List.of(
                Lookup.nameAndSerial(
                    Objects.requireNonNull(issuer), Objects.requireNonNull(serial))));
  }

  static Set<String> terms(Collection<Lookup> lookups) {
    return lookups.stream()
        .map(
            lookup ->
                Hex.toHexString(Pack.longToBigEndian(new long[] {lookup.high(), lookup.low()})))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecipientIdentifierDoor that
        && Arrays.equals(issuer, that.issuer)
        && Objects.equals(serial, that.serial)
        && Arrays.equals(subjectKeyIdentifier, that.subjectKeyIdentifier);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hash(Arrays.hashCode(issuer), serial)
        + Arrays.hashCode(subjectKeyIdentifier);
  }

  @Override
  public String toString() {
    return new Identifier(issuer, serial, subjectKeyIdentifier).toString();
  }
}
