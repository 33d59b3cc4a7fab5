package org.smime4j;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.keys.IdentityChoice;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * A private key with its certificate and the certificates of its issuers. Use it to sign. A sender
 * can also encrypt to it, to keep a readable copy. The documentation also calls a credential an
 * identity.
 *
 * <p>The private key may stay in a token or a service ({@link
 * org.smime4j.sources.PrivateKeyOperations}). A credential's certificate need not be valid or
 * trusted. Immutable, and safe for use by several threads.
 *
 * <pre>{@code
 * Credential alice = Credential.read(Path.of("alice.pfx"), PasswordSource.of(password));
 * }</pre>
 */
public sealed interface Credential permits CredentialDoor {

  /**
   * Returns a credential of a key with its certificate.
   *
   * @param issuers the certificates of its issuers, the direct issuer first; empty if they are
   *     unknown
   * @throws IllegalArgumentException if the certificate belongs to another key, or the key in a
   *     certificate cannot be decoded
   */
  static Credential of(
      PrivateKey privateKey, X509Certificate certificate, X509Certificate... issuers) {
    return of(privateKey, certificate, List.of(issuers));
  }

  private static Credential of(
      PrivateKey privateKey, X509Certificate certificate, List<X509Certificate> issuers) {
    Objects.requireNonNull(privateKey, "no private key was given");
    Lookup publicKey = Lookup.publicKey(PublicKeys.of(certificate));
    issuers.forEach(PublicKeys::of);
    if (PublicKeys.ofPrivate(privateKey)
        .filter(key -> !Lookup.publicKey(key).equals(publicKey))
        .isPresent()) {
      throw new IllegalArgumentException(
          "The private key is not the one of the certificate with "
              + RecipientIdentifier.of(certificate));
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(issuers);
    return new CredentialDoor(privateKey, List.copyOf(chain), Map.of());
  }

  /**
   * Returns a credential of a key that stays in a service or an HSM. This method cannot check that
   * the key belongs to the certificate. Creating a {@code Signer} with the credential makes a test
   * signature.
   */
  static Credential of(
      PrivateKeyOperations operations, X509Certificate certificate, X509Certificate... issuers) {
    return of(
        ExternalKey.of(
            PublicKeys.of(certificate),
            Objects.requireNonNull(operations, "no operations were given")),
        certificate,
        List.of(issuers));
  }

  /**
   * Reads the identity that signs from a key file, or from a directory of key files; see {@link
   * #read(Path, PasswordSource, Purpose)}.
   */
  static Credential read(Path file, PasswordSource passwords) throws IOException {
    return read(file, passwords, Purpose.SIGNING);
  }

  /**
   * Reads an identity from a key file, or from a directory of key files, in any format that {@link
   * KeyHistory#read} reads. The certificate must allow the purpose ({@link Purpose#isAllowedBy}),
   * so the key of an authority or of a web server is never chosen. If no certificate does, a
   * self-signed one that says nothing of its use is accepted, as {@code openssl req -x509} makes
   * it.
   *
   * <p>If one person has several such certificates, this method returns the one with the latest
   * notBefore that is valid now, or the latest of all if none is valid. Certificates belong to one
   * person if they have the same key, or the same addresses: a renewal replaces the certificate
   * before it. If certificates of several people allow the purpose, this method chooses none, even
   * if only one of them is valid. {@link KeyHistory#identities} returns all, and {@link #skipped}
   * what of a directory was not used.
   *
   * @param purpose {@code SIGNING} or {@code ENCRYPTION}
   * @throws SmimeException.KeyFile if the file cannot be read, or holds no key with a certificate
   * @throws SmimeException.Refused if no certificate allows the purpose, or those of several people
   *     do. The rule is {@code SIGNER_CERTIFICATE} or {@code RECIPIENT_CERTIFICATE}, and the
   *     exception's message lists the certificates
   */
  static Credential read(Path file, PasswordSource passwords, Purpose purpose) throws IOException {
    HeldKeys held = HeldKeys.read(Limits.standard(), passwords, file);
    HeldKeys.Identity own = new IdentityChoice(held, purpose).only(file.toString());
    Credential found = of(own.key().privateKey(), own.certificate(), own.issuers());
    return new CredentialDoor(found.privateKey(), found.chain(), held.skipped());
  }

  /**
   * Returns the private key. If the key stays in a token or a service, the returned object only
   * represents it, and has no encoding.
   */
  PrivateKey privateKey();

  /** Returns the certificate of the key. */
  default X509Certificate certificate() {
    return chain().get(0);
  }

  /** Returns the certificate, followed by its issuers as far as they are known. */
  List<X509Certificate> chain();

  /**
   * Returns what {@link #read} did not use of the directory or the file, each with its reason: a
   * damaged file in a directory may have held a newer key. Empty if the credential was not read.
   */
  Map<String, String> skipped();
}

record CredentialDoor(
    PrivateKey privateKey, List<X509Certificate> chain, Map<String, String> skipped)
    implements Credential {

  @Override
  public String toString() {
    return "Credential "
        + DistinguishedName.print(PublicKeys.subject(certificate()))
        + ", "
        + RecipientIdentifier.of(certificate());
  }
}
