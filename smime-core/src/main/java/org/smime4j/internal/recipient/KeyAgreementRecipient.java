package org.smime4j.internal.recipient;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.FieldLength;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * KeyAgreeRecipientInfo (RFC 5652 section 6.2.2): one agreement, a derivation and an unwrap for
 * each of its encrypted keys.
 */
public final class KeyAgreementRecipient extends PrivateKeyRecipient {

  private final OriginatorKey originator;
  private final KeyAgreementScheme scheme;
  private final byte @Nullable [] ukm;

  /** What was agreed with each key at hand, for all encrypted keys that may be for it. */
  private final Map<PublicKey, Once> agreed = Collections.synchronizedMap(new IdentityHashMap<>());

  private static final class Once {
    private @Nullable Agreed known;

    synchronized Agreed of(Supplier<Agreed> agreement) {
      Agreed made = known == null ? agreement.get() : known;
      known = made;
      return made;
    }
  }

  /** Without a secret if there is none, and the reason if nobody could work with the key. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Agreed(byte @Nullable [] secret, @Nullable ProviderUnavailable unable) {}

  private KeyAgreementRecipient(
      OriginatorKey originator, KeyAgreementScheme scheme, byte @Nullable [] ukm) {
    this.originator = originator;
    this.scheme = scheme;
    this.ukm = ukm;
  }

  static KeyAgreementRecipient parse(RecipientInfo.KeyAgree info) throws SmimeException {
    FieldLength.check(info.originator(), info.ukm(), info.keyEncryptionAlgorithm());
    for (RecipientInfo.RecipientEncryptedKey each : info.recipientEncryptedKeys()) {
      FieldLength.check(each.encryptedKey());
    }
    return new KeyAgreementRecipient(
        OriginatorKey.parse(info.originator()),
        KeyAgreementScheme.parse(info.keyEncryptionAlgorithm()),
        info.ukm());
  }

  @Override
  public String label() {
    String kind =
        switch (originator.oid()) {
          case Oids.X25519 -> "x25519-";
          case Oids.X448 -> "x448-";
          default -> "ecdh-";
        };
    return kind + scheme.scheme();
  }

  /**
   * The curve that the sender names, else each whose points are as long as the sender's; Curve25519
   * and Curve448 are kinds of their own.
   */
  @Override
  public List<Kind> kinds(byte[] encryptedKey) {
    boolean isNamed = originator.oid().equals(Oids.EC_PUBLIC_KEY);
    return originator.curves().stream()
        .map(curve -> isNamed ? new Kind(Oids.EC_PUBLIC_KEY, curve) : new Kind(curve, ""))
        .toList();
  }

  @Override
  public boolean fits(byte[] encryptedKey, PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    return encoded != null && originator.fits(AlgorithmId.ofKey(encoded));
  }

  @Override
  UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, byte[] otherwise, Providers providers)
      throws SmimeException {
    Agreed with =
        agreed.computeIfAbsent(own, its -> new Once()).of(() -> agree(key, own, providers));
    if (with.unable != null) {
      throw with.unable;
    }
    if (with.secret == null) {
      return new UnwrappedKey(otherwise, 0);
    }
    byte[] kek = scheme.derive(with.secret, ukm, providers);
    return scheme.wrap().unwrap(kek, encryptedKey, otherwise, providers);
  }

  /** No secret where the sender's key is not on the recipient's curve, or all of it is zero. */
  private Agreed agree(PrivateKey key, PublicKey own, Providers providers) {
    try {
      byte[] encoded = own.getEncoded();
      if (encoded == null || !originator.fits(AlgorithmId.ofKey(encoded))) {
        return new Agreed(null, null);
      }
      PublicKey other = originator.on(AlgorithmId.ofKey(encoded));
      String name =
          switch (originator.oid()) {
            case Oids.X25519 -> "X25519";
            case Oids.X448 -> "X448";
            // Where the cofactor is 1, the result with it is the same, and every provider has it.
            default -> scheme.cofactor() && !hasCofactorOne(own) ? "ECCDH" : "ECDH";
          };
      PrivateKeyOperations kept = ExternalKey.operations(key);
      byte[] secret =
          kept != null
              ? ExternalKey.agree(kept, other)
              : PrivateOperations.agree(name, key, other, providers);
      int bits = 0;
      for (byte octet : secret) {
        bits |= octet;
      }
      return new Agreed(bits == 0 ? null : secret, null);
    } catch (ProviderUnavailable e) {
      return new Agreed(null, e);
    } catch (SmimeException | GeneralSecurityException | RuntimeException e) {
      return new Agreed(null, null);
    }
  }

  private static boolean hasCofactorOne(PublicKey key) {
    return !(key instanceof ECPublicKey ec) || ec.getParams().getCofactor() == 1;
  }
}
