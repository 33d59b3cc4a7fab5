package org.smime4j;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limits;
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
public final class Credential {

  static final Comparator<Credential> BY_AGE =
      Comparator.comparing((Credential identity) -> identity.certificate().getNotBefore())
          .thenComparing(identity -> identity.certificate().getNotAfter());

  private final PrivateKey privateKey;
  private final List<X509Certificate> chain;

  private Credential(PrivateKey privateKey, List<X509Certificate> chain) {
    this.privateKey = privateKey;
    this.chain = chain;
  }

  /**
   * Returns a credential of a key with its certificate.
   *
   * @param issuers the certificates of its issuers, the direct issuer first; empty if they are
   *     unknown
   * @throws IllegalArgumentException if the certificate belongs to another key, or the key in a
   *     certificate cannot be decoded
   */
  public static Credential of(
      PrivateKey privateKey, X509Certificate certificate, X509Certificate... issuers) {
    return of(privateKey, certificate, List.of(issuers));
  }

  static Credential of(
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
    return new Credential(privateKey, List.copyOf(chain));
  }

  /**
   * Returns a credential of a key that stays in a service or an HSM. This method cannot check that
   * the key belongs to the certificate. Creating a {@code Signer} with the credential makes a test
   * signature.
   */
  public static Credential of(
      PrivateKeyOperations operations, X509Certificate certificate, X509Certificate... issuers) {
    return of(
        ExternalKey.of(
            PublicKeys.of(certificate),
            Objects.requireNonNull(operations, "no operations were given")),
        certificate,
        List.of(issuers));
  }

  /**
   * Reads the identity from a key file in any format that {@link KeyHistory#read} reads. If the
   * file has several, this method returns the one whose certificate has the latest notBefore.
   *
   * @throws SmimeException.KeyFile if the file cannot be read, or holds no key with a certificate
   */
  public static Credential read(Path file, PasswordSource passwords) throws IOException {
    return HeldKeys.read(Limits.standard(), passwords, file).identities(Credential::of).stream()
        .max(BY_AGE)
        .orElseThrow(
            () ->
                new SmimeException.KeyFile(
                    file.toString(),
                    SmimeException.KeyFile.Reason.NOT_A_KEY_FILE,
                    "there is no private key with its certificate in this file; export both"
                        + " together"));
  }

  /**
   * Returns the private key. If the key stays in a token or a service, the returned object only
   * represents it, and has no encoding.
   */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** Returns the certificate of the key. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns the certificate, followed by its issuers as far as they are known. */
  public List<X509Certificate> chain() {
    return chain;
  }

  @Override
  public String toString() {
    return "Credential "
        + DistinguishedName.print(PublicKeys.subject(certificate()))
        + ", "
        + RecipientIdentifier.of(certificate());
  }
}
