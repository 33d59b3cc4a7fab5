package org.smime4j.internal.keyfile;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.provider.DerivationHash;

/**
 * The container of PKCS#12 (RFC 7292, PBMAC1 of RFC 9579), bag by bag in its order. What a bag is
 * of use for, its reader says.
 */
public final class Pkcs12File {

  private static final String DAMAGED = "it is damaged; get the file again from its source";

  /** The key of HMAC-SHA-512, the longest that PBMAC1 names. */
  private static final int LONGEST_MAC_KEY = 64;

  /** Octets of the content for which the MAC digests once. */
  private static final int BLOCK = 64;

  /** What reads the bags. */
  public interface Bags {

    /** Takes a bag that holds no other bags; an unchecked exception means that it is damaged. */
    void add(SafeBag bag) throws Unreadable;

    /** Takes notice of an entry that cannot be read; what this throws ends the reading. */
    void skip(String entry, Unreadable why) throws Unreadable;
  }

  /** What a right password gives; for a wrong one it throws something unchecked, mostly. */
  public interface Shape<T> {
    /** The value. */
    T of(Object object);
  }

  private final Pfx pfx;
  private final PasswordDerivation derivation;
  private final PasswordDecryption decryption;
  private final Passwords passwords;

  /** Whether a MAC has shown which password is right. */
  private boolean proven;

  private int entry;

  /** A file that is parsed, whose passwords are not yet tried. */
  public Pkcs12File(Pfx pfx, PasswordDerivation derivation, Passwords passwords) {
    this.pfx = pfx;
    this.derivation = derivation;
    this.decryption = new PasswordDecryption(derivation);
    this.passwords = passwords;
  }

  /**
   * Hands out all bags, after the MAC is checked if there is one.
   *
   * @throws Unreadable if the whole file cannot be read, or no password fits its MAC
   */
  public void read(Bags bags) throws Unreadable {
    try {
      MacData mac = pfx.getMacData();
      if (mac != null) {
        byte[] content = content();
        Boolean opened = passwords.open(password -> verify(mac, content, password) ? true : null);
        if (opened == null) {
          throw Unreadable.wrongPassword();
        }
        proven = true;
      }
      parts(bags, false);
    } catch (RuntimeException e) {
      throw Unreadable.damaged(DAMAGED);
    }
  }

  /** Hands out the bags that lie open. No password is tried, and no MAC is checked. */
  public void readOpen(Bags bags) throws Unreadable {
    try {
      parts(bags, true);
    } catch (RuntimeException e) {
      throw Unreadable.damaged(DAMAGED);
    }
  }

  private byte[] content() throws Unreadable {
    ContentInfo authSafe = pfx.getAuthSafe();
    if (!authSafe.getContentType().equals(PKCSObjectIdentifiers.data)) {
      throw Unreadable.unsupported(
          "it is protected by a public key instead of a password; export it with a password");
    }
    return ASN1OctetString.getInstance(authSafe.getContent()).getOctets();
  }

  private void parts(Bags bags, boolean onlyOpen) throws Unreadable {
    for (ASN1Encodable part : ASN1Sequence.getInstance(Ber.read(content(), derivation.limits()))) {
      entry++;
      String name = "entry " + entry;
      ASN1Sequence opened = null;
      try {
        ContentInfo info = ContentInfo.getInstance(part);
        if (!onlyOpen || info.getContentType().equals(PKCSObjectIdentifiers.data)) {
          opened = open(info);
        }
      } catch (Unreadable e) {
        bags.skip(name, e);
      } catch (RuntimeException e) {
        bags.skip(name, Unreadable.damaged("it is damaged"));
      }
      if (opened != null) {
        handOut(opened, bags);
      }
    }
  }

  private ASN1Sequence open(ContentInfo part) throws Unreadable {
    ASN1ObjectIdentifier type = part.getContentType();
    if (type.equals(PKCSObjectIdentifiers.data)) {
      return ASN1Sequence.getInstance(
          Ber.read(
              ASN1OctetString.getInstance(part.getContent()).getOctets(), derivation.limits()));
    }
    if (!type.equals(PKCSObjectIdentifiers.encryptedData)) {
      throw Unreadable.unsupported("it is encrypted for a public key instead of a password");
    }
    EncryptedData encrypted = EncryptedData.getInstance(part.getContent());
    return decrypt(
        encrypted.getEncryptionAlgorithm(),
        encrypted.getContent().getOctets(),
        ASN1Sequence::getInstance);
  }

  /** Iterative: bags of bags are no deeper than the memory of their own file. */
  private void handOut(ASN1Sequence first, Bags bags) throws Unreadable {
    Deque<ASN1Encodable> waiting = new ArrayDeque<>();
    first.forEach(waiting::add);
    while (!waiting.isEmpty()) {
      entry++;
      String name = "entry " + entry;
      try {
        SafeBag bag = SafeBag.getInstance(waiting.remove());
        if (bag.getBagId().equals(PKCSObjectIdentifiers.safeContentsBag)) {
          ASN1Sequence.getInstance(bag.getBagValue()).forEach(waiting::add);
        } else {
          bags.add(bag);
        }
      } catch (Unreadable e) {
        bags.skip(name, e);
      } catch (RuntimeException e) {
        bags.skip(name, Unreadable.damaged("it is damaged"));
      }
    }
  }

  /** Decrypts what a password protects, by those of the file. */
  public <T> T decrypt(AlgorithmIdentifier algorithm, byte[] ciphertext, Shape<T> shape)
      throws Unreadable {
    T opened =
        passwords.open(
            password ->
                decryption.decrypt(
                    algorithm, ciphertext, password, proven, plaintext -> parse(plaintext, shape)));
    if (opened == null && proven) {
      throw Unreadable.damaged(
          "the file's password is right, as its MAC shows, and this entry does not open with it: it"
              + " has a password of its own, is damaged, or was encrypted otherwise than it says");
    }
    if (opened == null) {
      throw Unreadable.wrongPassword();
    }
    return opened;
  }

  private <T> @Nullable T parse(byte[] plaintext, Shape<T> shape) {
    try {
      return shape.of(Ber.read(plaintext, derivation.limits()));
    } catch (Unreadable | RuntimeException wrongPassword) {
      return null;
    }
  }

  private boolean verify(MacData data, byte[] content, Password password) throws Unreadable {
    AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
    byte[] expected = data.getMac().getDigest();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      PBMAC1Params parameters = PBMAC1Params.getInstance(algorithm.getParameters());
      DerivationHash hash =
          PasswordDerivation.hmac(parameters.getMessageAuthScheme().getAlgorithm());
      for (byte[] encoding : password.utf8()) {
        byte[] key =
            derivation.deriveAtMost(parameters.getKeyDerivationFunc(), encoding, LONGEST_MAC_KEY);
        if (verify(hash, new KeyParameter(key), content, expected)) {
          return true;
        }
      }
      return false;
    }
    for (byte[] encoding : password.bmp()) {
      DerivationHash hash = PasswordDerivation.digest(algorithm.getAlgorithm());
      ExtendedDigest digest = hash.digest();
      PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
      int iterations = derivation.spend(data.getIterationCount(), 1, data.getSalt(), hash);
      generator.init(encoding, data.getSalt(), iterations);
      CipherParameters key = generator.generateDerivedMacParameters(8 * digest.getDigestSize());
      if (verify(hash, key, content, expected)) {
        return true;
      }
    }
    return false;
  }

  private boolean verify(DerivationHash hash, CipherParameters key, byte[] content, byte[] expected)
      throws Unreadable {
    derivation.spend(content.length / BLOCK, hash.nanoseconds());
    HMac mac = new HMac(hash.digest());
    mac.init(key);
    mac.update(content, 0, content.length);
    byte[] computed = new byte[mac.getMacSize()];
    mac.doFinal(computed, 0);
    return MessageDigest.isEqual(computed, expected);
  }
}
