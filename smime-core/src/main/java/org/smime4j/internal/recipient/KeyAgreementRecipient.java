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
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.provider.NamedCurves;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;
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
    ParsedRecipient.checkFields(info.originator(), info.ukm(), info.keyEncryptionAlgorithm());
    for (RecipientInfo.RecipientEncryptedKey each : info.encryptedKeys()) {
      ParsedRecipient.checkFields(each.encryptedKey());
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
  public List<KeyKind> kinds(byte[] encryptedKey) {
    boolean isNamed = originator.oid().equals(Oids.EC_PUBLIC_KEY);
    return originator.curves().stream()
        .map(curve -> isNamed ? KeyKind.ec(curve) : new KeyKind(curve, ""))
        .toList();
  }

  @Override
  public boolean fits(byte[] encryptedKey, PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    return encoded != null && originator.fits(AlgorithmId.ofKey(encoded));
  }

  @Override
  ParsedRecipient.UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, byte[] otherwise, Providers providers)
      throws SmimeException {
    Agreed with =
        agreed.computeIfAbsent(own, its -> new Once()).of(() -> agree(key, own, providers));
    if (with.unable != null) {
      throw with.unable;
    }
    if (with.secret == null) {
      return new ParsedRecipient.UnwrappedKey(otherwise, 0);
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

  /**
   * The sender's ephemeral key of a KeyAgreeRecipientInfo (RFC 5652 section 6.2.2). Which curve it
   * is on, the recipient's key says; a sender that names one must name the same.
   *
   * @param oid id-ecPublicKey, id-X25519 or id-X448
   * @param curve the curve that the sender names, or null
   * @param key the public key as it stands in the BIT STRING
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record OriginatorKey(String oid, @Nullable String curve, byte[] key) {

    private static final String WHERE = "originatorKey";
    private static final int ORIGINATOR_PUBLIC_KEY = 0xa1;

    /** Reads OriginatorIdentifierOrKey. */
    static OriginatorKey parse(byte[] originator) throws SmimeException {
      if (originator.length < 2 || (originator[0] & 0xff) != ORIGINATOR_PUBLIC_KEY) {
        throw new SmimeException.UnsupportedAlgorithm(
            "static-static Diffie-Hellman", "key agreement");
      }
      byte[] sequence = originator.clone();
      sequence[0] = 0x30;
      ASN1Sequence parts = AlgorithmId.sequence(sequence, WHERE);
      if (parts.size() != 2
          || !(parts.getObjectAt(1).toASN1Primitive() instanceof ASN1BitString bits)
          || bits.getPadBits() != 0) {
        throw new SmimeException.Malformed(WHERE, -1, "not an OriginatorPublicKey");
      }
      AlgorithmId algorithm = AlgorithmId.of(parts.getObjectAt(0), WHERE);
      String curve = null;
      switch (algorithm.oid()) {
        case Oids.EC_PUBLIC_KEY -> {
          curve = NamedCurves.of(algorithm);
          if (curve == null && !algorithm.parametersAreEmpty()) {
            throw new SmimeException.UnsupportedAlgorithm(
                Oids.EC_PUBLIC_KEY, "a curve spelt out by the sender");
          }
        }
        case Oids.X25519, Oids.X448 -> algorithm.requireNoParameters(WHERE);
        default -> throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "key agreement");
      }
      return new OriginatorKey(algorithm.oid(), curve, bits.getBytes());
    }

    /** Object identifiers of the curves that it may be on, always in one order. */
    List<String> curves() {
      if (!oid.equals(Oids.EC_PUBLIC_KEY)) {
        return List.of(oid);
      }
      return curve != null
          ? List.of(curve)
          : NamedCurves.all().entrySet().stream()
              .filter(each -> hasCoordinates(each.getValue()))
              .map(Map.Entry::getKey)
              .toList();
    }

    /** Whether it could agree with a recipient's key: of the same kind, and on the same curve. */
    boolean fits(AlgorithmId recipient) {
      if (!recipient.oid().equals(oid)) {
        return false;
      }
      if (!oid.equals(Oids.EC_PUBLIC_KEY)) {
        return true;
      }
      String its = NamedCurves.of(recipient);
      int octets = its == null ? 0 : NamedCurves.coordinateOctets(its);
      return octets > 0 && (curve == null ? hasCoordinates(octets) : curve.equals(its));
    }

    private boolean hasCoordinates(int octets) {
      return key.length == 1 + 2 * octets || key.length == 1 + octets;
    }

    /** The key as a point of the recipient's curve; one that is not on it is malformed (A16). */
    PublicKey on(AlgorithmId recipient) throws SmimeException {
      // Neither infinity nor hybrid forms, which RFC 5480 section 2.2 forbids.
      if (oid.equals(Oids.EC_PUBLIC_KEY) && (key.length == 0 || key[0] < 2 || key[0] > 4)) {
        throw new SmimeException.Malformed(
            WHERE, -1, "neither a compressed nor an uncompressed point");
      }
      AlgorithmIdentifier algorithm =
          recipient.parameters() == null
              ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid))
              : new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), recipient.parameters());
      return Certificates.publicKey(AlgorithmId.der(new SubjectPublicKeyInfo(algorithm, key)));
    }
  }
}
