package org.smime4j.internal.keys;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PrivateKeyBlob;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limits;

/**
 * A key recovery blob of Active Directory Certificate Services, as {@code certutil -getkey} writes
 * it: SignedData of the authority around EnvelopedData for key recovery agents, with the subject's
 * private key in it (MS-CSRA 3.1.4.2.9). The signature is not verified.
 */
final class RecoveryBlob {

  private static final Set<ASN1ObjectIdentifier> ENVELOPES =
      Set.of(CMSObjectIdentifiers.envelopedData, CMSObjectIdentifiers.authEnvelopedData);

  /** Octets of the largest key, an RSA key of 16,384 bits. */
  private static final long LARGEST_KEY = 8_192;

  private RecoveryBlob() {}

  /** Whether a ContentInfo of this type is encrypted to recipients. */
  static boolean isEnvelope(ASN1ObjectIdentifier type) {
    return ENVELOPES.contains(type);
  }

  /** Adds the private key in the content of SignedData, or says why there is none. */
  static void read(ContentInfo encapsulated, KeyMaterial material, Limits limits)
      throws IOException {
    if (material.agents() == null) {
      return;
    }
    try {
      byte[] envelope = envelope(encapsulated, limits);
      if (envelope != null) {
        open(envelope, material, limits);
      }
    } catch (Unreadable e) {
      material.skipArchived(e);
    }
  }

  /**
   * The envelope in the content of SignedData, as a ContentInfo; null if there is none. PKCS#7 puts
   * it there as it is, CMS in an OCTET STRING.
   */
  private static byte @Nullable [] envelope(ContentInfo encapsulated, Limits limits)
      throws Unreadable, IOException {
    ASN1Encodable content = encapsulated.getContent();
    boolean isSaid = isEnvelope(encapsulated.getContentType());
    if (content == null) {
      return null;
    }
    ASN1Primitive value = content.toASN1Primitive();
    if (value instanceof ASN1OctetString wrapped) {
      byte[] octets = wrapped.getOctets();
      if (!Ber.looksLikeDer(octets)) {
        return null;
      }
      value = Ber.read(octets, limits);
    }
    if (!(value instanceof ASN1Sequence sequence) || sequence.size() < 2) {
      return null;
    }
    if (sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier type) {
      return isEnvelope(type) ? sequence.getEncoded() : null;
    }
    return isSaid ? new ContentInfo(encapsulated.getContentType(), sequence).getEncoded() : null;
  }

  /** What completing a key costs that such an envelope can hold, in units of work. */
  private static long completing(int length) {
    long most = Math.min(length, LARGEST_KEY);
    return most * most / 256;
  }

  /** Adds the private key in an envelope. All that depends on what is in it fails alike. */
  static void open(byte[] envelope, KeyMaterial material, Limits limits) throws Unreadable {
    RecoveryAgents agents = Objects.requireNonNull(material.agents(), "nobody opens blobs");
    material.spend(Math.max(Work.UNKNOWN_OPERATION, completing(envelope.length)));
    byte[] content = agents.open(envelope, material.certificates());
    try {
      material.add(PrivateKeyBlob.read(content, limits));
    } catch (IOException | Unreadable | RuntimeException e) {
      throw Unreadable.notDecryptable();
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
