package org.smime4j.internal.keys;

import static org.bouncycastle.crypto.PBEParametersGenerator.PKCS12PasswordToBytes;
import static org.bouncycastle.crypto.PBEParametersGenerator.PKCS5PasswordToUTF8Bytes;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jcajce.io.CipherOutputStream;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.ProviderDigest;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.DecryptionKey;

/**
 * Writes keys as PKCS#12 (RFC 7292) so that readers which file entries under their names, or under
 * their local key identifiers, lose none: both are distinct for each key, whatever the case.
 */
public final class Pkcs12Writer {

  private static final int FEWEST_ITERATIONS = 2048;
  private static final int MOST_ITERATIONS = 10_000;

  /** For the whole file, well below what a reader allows by default. */
  private static final int ITERATIONS_OF_A_FILE = 500_000;

  /** As Windows and Bouncy Castle write it: what devices open was seen with theirs. */
  private static final int MAC_SALT = 20;

  private static final int AES_KEY_BITS = 256;
  private static final int BLOCK_OCTETS = 16;

  private static final AlgorithmIdentifier HMAC_SHA_256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private final char[] password;
  private final Pkcs12Protection protection;
  private final String target;
  private final int iterations;
  private final Set<String> names = new HashSet<>();

  public Pkcs12Writer(char[] password, Pkcs12Protection protection, String target, int keys) {
    this.password = password;
    this.protection = protection;
    this.target = target;
    this.iterations =
        Math.max(FEWEST_ITERATIONS, Math.min(MOST_ITERATIONS, ITERATIONS_OF_A_FILE / (keys + 2)));
  }

  public void write(List<DecryptionKey> keys, List<X509Certificate> others, OutputStream out)
      throws IOException {
    PKCS12PfxPduBuilder pfx = new PKCS12PfxPduBuilder();
    List<PKCS12SafeBag> certificates = new ArrayList<>();
    try {
      for (DecryptionKey key : keys) {
        String name = name(key);
        byte[] identifier = identifier(key);
        pfx.addData(named(keyBag(key), name, identifier));
        boolean newest = true;
        for (X509Certificate certificate : key.certificates()) {
          PKCS12SafeBagBuilder bag = certificateBag(certificate);
          certificates.add(newest ? named(bag, name, identifier) : bag.build());
          newest = false;
        }
      }
      for (X509Certificate other : others) {
        certificates.add(certificateBag(other).build());
      }
      if (!certificates.isEmpty()) {
        pfx.addEncryptedData(encryptor(), certificates.toArray(new PKCS12SafeBag[0]));
      }
      ContentInfo content = pfx.build(null, password).toASN1Structure().getAuthSafe();
      byte[] octets = ASN1OctetString.getInstance(content.getContent()).getOctets();
      out.write(new Pfx(content, mac(octets)).getEncoded(ASN1Encoding.DER));
    } catch (PKCSException | OperatorCreationException e) {
      throw new SmimeException.KeyFile(target, KeyFile.Reason.UNSUPPORTED, "it could not be made");
    }
  }

  /** RFC 7292, appendix B. */
  private MacData mac(byte[] content) {
    boolean legacy = protection == Pkcs12Protection.LEGACY_3DES;
    DigestAlgorithm digest = legacy ? DigestAlgorithm.SHA1 : DigestAlgorithm.SHA256;
    byte[] salt = random(MAC_SALT);
    byte[] octets = PKCS12PasswordToBytes(password);
    HMac mac = new HMac(ProviderDigest.of(digest));
    try {
      PKCS12ParametersGenerator derivation =
          new PKCS12ParametersGenerator(ProviderDigest.of(digest));
      derivation.init(octets, salt, iterations);
      mac.init(derivation.generateDerivedMacParameters(Byte.SIZE * mac.getMacSize()));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
    mac.update(content, 0, content.length);
    byte[] computed = new byte[mac.getMacSize()];
    mac.doFinal(computed, 0);
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest.oid()), DERNull.INSTANCE);
    return new MacData(new DigestInfo(algorithm, computed), salt, iterations);
  }

  /** The year says most to a person who looks at a list of keys. */
  private String name(DecryptionKey key) {
    String base =
        key.certificates().stream()
            .findFirst()
            .map(
                certificate ->
                    Certificates.notBefore(certificate).atZone(ZoneOffset.UTC).toLocalDate()
                        + " "
                        + certificate.getSerialNumber().toString(16))
            .orElse("without certificate");
    String name = base;
    for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = base + " (" + i + ")";
    }
    return name;
  }

  private static byte[] identifier(DecryptionKey key) {
    byte[] info = key.publicKey().getEncoded();
    SHA1Digest digest = new SHA1Digest();
    digest.update(info, 0, info.length);
    byte[] identifier = new byte[digest.getDigestSize()];
    digest.doFinal(identifier, 0);
    return identifier;
  }

  private PKCS12SafeBagBuilder keyBag(DecryptionKey key) throws KeyFile, OperatorCreationException {
    byte[] encoded = key.privateKey().getEncoded();
    if (encoded == null) {
      throw new SmimeException.KeyFile(
          target,
          KeyFile.Reason.UNSUPPORTED,
          "it cannot be written, since a token or a service keeps the " + key);
    }
    try {
      return new PKCS12SafeBagBuilder(PrivateKeyInfo.getInstance(encoded), encryptor());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static PKCS12SafeBagBuilder certificateBag(X509Certificate certificate)
      throws IOException {
    return new PKCS12SafeBagBuilder(
        new X509CertificateHolder(Certificate.getInstance(Certificates.encoded(certificate))));
  }

  private static PKCS12SafeBag named(PKCS12SafeBagBuilder bag, String name, byte[] identifier) {
    return bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(name))
        .addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(identifier))
        .build();
  }

  private OutputEncryptor encryptor() throws OperatorCreationException {
    return protection == Pkcs12Protection.AES_256
        ? aes()
        : new JcePKCSPBEOutputEncryptorBuilder(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)
            .setIterationCount(iterations)
            .setProvider(Providers.bouncyCastle())
            .build(password);
  }

  private static byte[] random(int octets) {
    byte[] random = new byte[octets];
    Providers.standard().random().nextBytes(random);
    return random;
  }

  /** How a PKCS#12 file is protected that a history writes. */
  public enum Pkcs12Protection {
    /** PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256; the MAC with SHA-256. */
    AES_256,
    /**
     * Triple DES and SHA-1: what all devices open. It protects only as well as a password that
     * nobody can guess.
     */
    LEGACY_3DES
  }

  /**
   * PBES2 (RFC 8018, 6.2) with PBKDF2 of HMAC-SHA-256 and AES-256-CBC, under a key of its own.
   * Nearly all that a file of one key costs is the derivations, and these go through {@link
   * ProviderDigest}.
   */
  private OutputEncryptor aes() throws OperatorCreationException {
    byte[] salt = random(BLOCK_OCTETS);
    byte[] iv = random(BLOCK_OCTETS);
    byte[] octets = PKCS5PasswordToUTF8Bytes(password);
    byte[] key;
    try {
      PKCS5S2ParametersGenerator derivation =
          new PKCS5S2ParametersGenerator(ProviderDigest.of(DigestAlgorithm.SHA256));
      derivation.init(octets, salt, iterations);
      key = ((KeyParameter) derivation.generateDerivedParameters(AES_KEY_BITS)).getKey();
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_PBES2,
            new PBES2Parameters(
                new KeyDerivationFunc(
                    PKCSObjectIdentifiers.id_PBKDF2,
                    new PBKDF2Params(salt, iterations, HMAC_SHA_256)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv))));
    try {
      Cipher cipher = Providers.standard().cipher("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return new Encryption(algorithm, cipher, new GenericKey(algorithm, key));
    } catch (GeneralSecurityException | ProviderUnavailable e) {
      throw new OperatorCreationException("AES", e);
    }
  }

  private record Encryption(AlgorithmIdentifier algorithm, Cipher cipher, GenericKey key)
      implements OutputEncryptor {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return algorithm;
    }

    @Override
    public OutputStream getOutputStream(OutputStream to) {
      return new CipherOutputStream(to, cipher);
    }

    @Override
    public GenericKey getKey() {
      return key;
    }
  }
}
