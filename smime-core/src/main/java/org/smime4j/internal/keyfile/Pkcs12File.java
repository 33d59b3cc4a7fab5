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
    default void skip(String entry, Unreadable why) throws Unreadable {
      throw why;
    }

    /** Whether entries that a password opens are wanted where no password fits the MAC. */
    default boolean isContentWithoutMac() {
      return false;
    }
  }

  private final Pfx pfx;
  private final PasswordDecryption decryption;
  private final PasswordDerivation derivation;

  /** Whether a MAC has shown which password is right. */
  private boolean proven;

  private boolean isMacWrong;
  private boolean isTried;
  private boolean isOpened;

  private int entry;

  /** A file that is parsed, whose passwords are not yet tried. */
  public Pkcs12File(Pfx pfx, PasswordDecryption decryption) {
    this.pfx = pfx;
    this.decryption = decryption;
    this.derivation = decryption.derivation();
  }

  /**
   * Hands out the bags, after the MAC is checked if there is one.
   *
   * @param onlyOpen hands out those that lie open: no password is tried, and no MAC is checked
   * @throws Unreadable if the whole file cannot be read, or no password fits its MAC
   */
  public void read(boolean onlyOpen, Bags bags) throws Unreadable {
    try {
      MacData mac = pfx.getMacData();
      if (mac != null && !onlyOpen) {
        byte[] content = content();
        Boolean fits =
            decryption.passwords().tryAll(password -> verify(mac, content, password) ? true : null);
        proven = fits != null;
        if (!proven) {
          withoutMac(bags);
          return;
        }
      }
      parts(bags, onlyOpen);
    } catch (RuntimeException e) {
      throw Unreadable.damaged(DAMAGED);
    }
  }

  /**
   * A person who alters a file can take its MAC away, so that a wrong one is damage and no more.
   * Where no password opens the first entry that is encrypted, the others are not tried.
   */
  private void withoutMac(Bags bags) throws Unreadable {
    if (!bags.isContentWithoutMac()) {
      throw Unreadable.wrongPassword();
    }
    isMacWrong = true;
    parts(bags, false);
    if (!isOpened) {
      throw Unreadable.wrongPassword();
    }
    bags.skip(
        "MAC",
        Unreadable.notAKeyFile("it fits no password, though one opens the entries; ignored"));
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
  public <T> T decrypt(
      AlgorithmIdentifier algorithm, byte[] ciphertext, PasswordDecryption.Shape<T> shape)
      throws Unreadable {
    if (isMacWrong && isTried && !isOpened) {
      throw Unreadable.wrongPassword();
    }
    isTried = true;
    if (!proven) {
      T first = decryption.open(algorithm, ciphertext, shape);
      isOpened = true;
      return first;
    }
    T opened =
        decryption
            .passwords()
            .tryAll(password -> decryption.decrypt(algorithm, ciphertext, password, true, shape));
    if (opened == null) {
      throw Unreadable.damaged(
          "the file's password is right, as its MAC shows, and this entry does not open with it: it"
              + " has a password of its own, is damaged, or was encrypted otherwise than it says");
    }
    return opened;
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
