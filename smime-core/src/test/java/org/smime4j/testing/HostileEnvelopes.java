package org.smime4j.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.KeyWrapping;
import org.smime4j.internal.recipient.RecipientKey;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;

/** Encrypted messages as no honest writer makes them: every part is chosen by the caller. */
public final class HostileEnvelopes {

  public static final byte[] IV = new byte[16];

  private HostileEnvelopes() {}

  /** EnvelopedData of given parts. */
  public static byte[] enveloped(
      byte[] recipientInfo, AlgorithmIdentifier cipher, byte[] ciphertext) throws IOException {
    return enveloped(new DERSet(ASN1Primitive.fromByteArray(recipientInfo)), cipher, ciphertext);
  }

  public static byte[] enveloped(ASN1Set recipients, ASN1Encodable cipher, byte[] ciphertext)
      throws IOException {
    return contentInfo(
        CMSObjectIdentifiers.envelopedData,
        new DLSequence(
            new ASN1Encodable[] {
              new ASN1Integer(2), recipients, encryptedContentInfo(cipher, ciphertext)
            }));
  }

  /** AuthEnvelopedData of given parts. */
  public static byte[] authEnveloped(
      ASN1Set recipients, ASN1Encodable cipher, byte[] ciphertext, byte[] mac) throws IOException {
    return contentInfo(
        CMSObjectIdentifiers.authEnvelopedData,
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(0),
              recipients,
              encryptedContentInfo(cipher, ciphertext),
              new DEROctetString(mac)
            }));
  }

  /** AuthEnvelopedData under AES-GCM; the tag is the end of it. */
  public static byte[] gcm(byte[] recipientInfo, byte[] cek, byte[] content)
      throws GeneralSecurityException, IOException {
    byte[] nonce = new byte[12];
    Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "AES"), new GCMParameterSpec(128, nonce));
    byte[] sealed = aes.doFinal(content);
    ContentCipher cipher = cek.length == 16 ? ContentCipher.AES_128_GCM : ContentCipher.AES_256_GCM;
    return authEnveloped(
        new DERSet(ASN1Primitive.fromByteArray(recipientInfo)),
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), new GCMParameters(nonce, 16)),
        Arrays.copyOf(sealed, content.length),
        Arrays.copyOfRange(sealed, content.length, sealed.length));
  }

  private static ASN1Sequence encryptedContentInfo(ASN1Encodable cipher, byte[] ciphertext) {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(CMSObjectIdentifiers.data);
    parts.add(cipher);
    parts.add(new DERTaggedObject(false, 0, new DEROctetString(ciphertext)));
    return new DERSequence(parts);
  }

  private static byte[] contentInfo(ASN1ObjectIdentifier type, ASN1Encodable content)
      throws IOException {
    // The caller decides the order of a set.
    return new ContentInfo(type, content).getEncoded("DL");
  }

  /** The parts of an honest AuthEnvelopedData, to be put together otherwise. */
  public static AuthEnvelopedData parts(byte[] authEnveloped) {
    return AuthEnvelopedData.getInstance(ContentInfo.getInstance(authEnveloped).getContent());
  }

  /** The same message with one bit of the encrypted key turned; its value stays below a modulus. */
  public static byte[] withFlippedKey(byte[] cms, int octet) throws Exception {
    AuthEnvelopedData parts = parts(cms);
    ASN1Sequence info = ASN1Sequence.getInstance(parts.getRecipientInfos().getObjectAt(0));
    List<ASN1Encodable> fields = new ArrayList<>(List.of(info.toArray()));
    byte[] key = ((ASN1OctetString) fields.get(3)).getOctets().clone();
    key[octet] ^= octet == 0 ? (key[0] < 0 ? (byte) 0x80 : 1) : 1;
    fields.set(3, new DEROctetString(key));
    return authEnveloped(
        new DERSet(new DERSequence(fields.toArray(new ASN1Encodable[0]))),
        parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm(),
        parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets(),
        parts.getMac().getOctets());
  }

  public static byte[] withFlippedTag(byte[] cms) {
    byte[] changed = cms.clone();
    changed[changed.length - 1] ^= 1;
    return changed;
  }

  public static AlgorithmIdentifier aesCbc(int keyOctets) {
    ContentCipher cipher =
        switch (keyOctets) {
          case 16 -> ContentCipher.AES_128_CBC;
          case 24 -> ContentCipher.AES_192_CBC;
          default -> ContentCipher.AES_256_CBC;
        };
    return new AlgorithmIdentifier(
        new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), new DEROctetString(IV));
  }

  /** A RecipientInfo with a content key of the caller's. */
  public static byte[] recipient(X509Certificate certificate, byte[] cek, KeyTransport transport)
      throws SmimeException {
    return KeyWrapping.recipientInfo(
            new RecipientKey(certificate), cek, transport, Providers.standard())
        .recipientInfo();
  }

  /** A KeyTransRecipientInfo of PKCS #1 v1.5 whose encrypted block is the caller's, raw. */
  public static byte[] rawBlock(X509Certificate certificate, byte[] block)
      throws GeneralSecurityException, IOException {
    Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
    rsa.init(Cipher.ENCRYPT_MODE, certificate.getPublicKey());
    return withEncryptedKey(
        recipient(certificate, new byte[16], KeyTransport.RSA_PKCS1), rsa.doFinal(block));
  }

  /** The same recipient with another encrypted key. */
  public static byte[] withEncryptedKey(byte[] recipientInfo, byte[] encryptedKey)
      throws IOException {
    ASN1Sequence parts = ASN1Sequence.getInstance(recipientInfo);
    ASN1EncodableVector changed = new ASN1EncodableVector();
    for (int i = 0; i < parts.size() - 1; i++) {
      changed.add(parts.getObjectAt(i));
    }
    changed.add(new DEROctetString(encryptedKey));
    return new DERSequence(changed).getEncoded("DER");
  }

  /** A KEKRecipientInfo: a content key under a shared key of the same length. */
  public static byte[] sharedKey(byte[] name, byte[] shared, byte[] cek)
      throws GeneralSecurityException, IOException {
    Cipher wrap = Cipher.getInstance("AESWrap", new BouncyCastleProvider());
    wrap.init(Cipher.WRAP_MODE, new SecretKeySpec(shared, "AES"));
    return new RecipientInfo(
            new KEKRecipientInfo(
                new KEKIdentifier(name, null, null),
                new AlgorithmIdentifier(
                    shared.length == 16
                        ? NISTObjectIdentifiers.id_aes128_wrap
                        : NISTObjectIdentifiers.id_aes256_wrap),
                new DEROctetString(wrap.wrap(new SecretKeySpec(cek, "AES")))))
        .getEncoded("DER");
  }

  /** What a PasswordRecipientInfo derives from a password. */
  public static byte[] derived(byte[] password, PBKDF2Params from, int octets) {
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator();
    pbkdf2.init(password, from.getSalt(), from.getIterationCount().intValueExact());
    return ((KeyParameter) pbkdf2.generateDerivedParameters(8 * octets)).getKey();
  }

  /** A PasswordRecipientInfo around a block of RFC 3211, section 2.3.1, whatever it says. */
  public static byte[] password(byte[] derived, PBKDF2Params from, byte[] block)
      throws GeneralSecurityException, IOException {
    SecretKeySpec key = new SecretKeySpec(derived, "AES");
    Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(IV));
    byte[] once = aes.doFinal(block);
    aes.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(once, once.length - 16, 16));
    return new RecipientInfo(
            new PasswordRecipientInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, from),
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_alg_PWRI_KEK, aesCbc(derived.length)),
                new DEROctetString(aes.doFinal(once))))
        .getEncoded("DER");
  }

  /** The block of RFC 3211, section 2.3.1: length, check, key, and what fills it up. */
  public static byte[] checked(byte[] cek, byte[] filling) {
    byte[] block = filling.clone();
    block[0] = (byte) cek.length;
    for (int i = 0; i < 3; i++) {
      block[1 + i] = (byte) ~cek[i];
    }
    System.arraycopy(cek, 0, block, 4, cek.length);
    return block;
  }

  /** A block of PKCS #1 v1.5, type 2, around a key. */
  public static byte[] pkcs1(int modulusOctets, byte[] key) {
    byte[] block = new byte[modulusOctets];
    Arrays.fill(block, (byte) 0x55);
    block[0] = 0;
    block[1] = 2;
    block[modulusOctets - key.length - 1] = 0;
    System.arraycopy(key, 0, block, modulusOctets - key.length, key.length);
    return block;
  }

  /** AES-CBC over content that is padded already. */
  public static byte[] cbc(byte[] cek, byte[] padded) throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "AES"), new IvParameterSpec(IV));
    return aes.doFinal(padded);
  }

  /** Content with its padding to whole blocks of 16. */
  public static byte[] padded(byte[] content) {
    int padding = 16 - content.length % 16;
    byte[] padded = Arrays.copyOf(content, content.length + padding);
    Arrays.fill(padded, content.length, padded.length, (byte) padding);
    return padded;
  }

  public static byte[] random(int octets, long seed) {
    byte[] random = new byte[octets];
    new Random(seed).nextBytes(random);
    return random;
  }
}
