package androidmail;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import android.security.keystore.KeyProtection;
import android.security.keystore.UserNotAuthenticatedException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Stands in for Android's key store, which no JVM has. As on a device one provider keeps the keys,
 * and another works with them; a key has no encoding, does only what it was made for, and waits for
 * the user where it has to.
 */
final class DeviceKeyStore {

  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final int ANY =
      KeyProperties.PURPOSE_ENCRYPT
          | KeyProperties.PURPOSE_DECRYPT
          | KeyProperties.PURPOSE_SIGN
          | KeyProperties.PURPOSE_VERIFY;

  /** A key as the store has it. */
  private record Entry(Key real, Certificate[] chain, int purposes, boolean waitsForUser) {}

  private final Map<String, Entry> entries = new TreeMap<>();
  private boolean locked;
  private int operations;

  /** Keeps the keys. */
  final Provider keeper =
      new Services("AndroidKeyStore")
          .offering("KeyStore", "AndroidKeyStore", Store::new)
          .offering("KeyGenerator", "AES", Generator::new);

  /** Works with the keys. */
  final Provider worker = worker();

  private Provider worker() {
    Services services = new Services("AndroidKeyStoreBCWorkaround");
    for (String name : List.of("AES/GCM/NoPadding", "RSA/ECB/NoPadding", "RSA/ECB/PKCS1Padding")) {
      services.offering("Cipher", name, () -> new KeptCipher(name));
    }
    for (String name :
        List.of("SHA256withRSA", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA")) {
      services.offering("Signature", name, () -> new KeptSignature(name));
    }
    return services;
  }

  private static final class Services extends Provider {
    private static final long serialVersionUID = 1L;

    Services(String name) {
      super(name, "1", "stands in for Android's");
    }

    Services offering(String type, String name, Supplier<Object> made) {
      putService(
          new Service(this, type, name, "made here", null, null) {
            @Override
            public Object newInstance(Object parameter) {
              return made.get();
            }

            @Override
            public boolean supportsParameter(Object key) {
              return key instanceof Kept;
            }
          });
      return this;
    }
  }

  /** The device is locked, or the user unlocked it. */
  void lock(boolean now) {
    locked = now;
  }

  /** How many operations were made with keys of the store. */
  int operations() {
    return operations;
  }

  /** Puts a key in that its owner may use for anything, as the device's settings do. */
  void install(String alias, PrivateKey key, List<? extends Certificate> chain, boolean waits) {
    entries.put(alias, new Entry(key, chain.toArray(new Certificate[0]), ANY, waits));
  }

  /** The key of an alias, to be used and not to be read; null if there is none. */
  Key key(String alias) {
    Entry entry = entries.get(alias);
    if (entry == null || entry.real == null) {
      return null;
    }
    return entry.real instanceof SecretKey
        ? new KeptSecret(alias)
        : entry.real instanceof RSAKey rsa
            ? new KeptRsa(alias, rsa.getModulus())
            : new KeptPrivate(alias, entry.real.getAlgorithm());
  }

  /** The certificates of an alias; null if there are none. */
  Certificate[] chain(String alias) {
    Entry entry = entries.get(alias);
    return entry == null || entry.chain == null ? null : entry.chain.clone();
  }

  void delete(String alias) {
    entries.remove(alias);
  }

  /** The real key behind one of the store's, for an operation that begins. */
  private Key begin(Key key, int purpose) throws InvalidKeyException {
    if (!(key instanceof Kept kept)) {
      throw new InvalidKeyException("only for keys of this store");
    }
    Entry entry = entries.get(kept.alias());
    if (entry == null || (entry.purposes & purpose) == 0) {
      throw new InvalidKeyException("there is no such key for this purpose");
    }
    if (entry.waitsForUser && locked) {
      throw new UserNotAuthenticatedException("User not authenticated");
    }
    operations++;
    return entry.real;
  }

  /** A key whose numbers are out of reach. */
  private interface Kept extends Key {
    String alias();

    @Override
    default String getFormat() {
      return null;
    }

    @Override
    default byte[] getEncoded() {
      return null;
    }
  }

  @SuppressWarnings("serial") // is never written
  private record KeptSecret(String alias) implements Kept, SecretKey {
    @Override
    public String getAlgorithm() {
      return "AES";
    }
  }

  @SuppressWarnings("serial") // is never written
  private record KeptPrivate(String alias, String getAlgorithm) implements Kept, PrivateKey {}

  @SuppressWarnings("serial") // is never written
  private record KeptRsa(String alias, BigInteger getModulus) implements Kept, PrivateKey, RSAKey {
    @Override
    public String getAlgorithm() {
      return "RSA";
    }
  }

  private final class Store extends KeyStoreSpi {
    @Override
    public Key engineGetKey(String alias, char[] password) {
      return key(alias);
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
      return chain(alias);
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
      Certificate[] chain = chain(alias);
      return chain == null ? null : chain[0];
    }

    @Override
    public void engineSetEntry(
        String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
        throws KeyStoreException {
      if (!(entry instanceof KeyStore.PrivateKeyEntry pair)
          || !(protection instanceof KeyProtection rules)) {
        throw new KeyStoreException("not what the app of this test writes");
      }
      entries.put(
          alias,
          new Entry(
              pair.getPrivateKey(),
              pair.getCertificateChain(),
              rules.getPurposes(),
              rules.isUserAuthenticationRequired()));
    }

    @Override
    public Date engineGetCreationDate(String alias) {
      return new Date(0);
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
        throws KeyStoreException {
      throw new KeyStoreException("nobody said what the key is for");
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
        throws KeyStoreException {
      throw new KeyStoreException("nobody said what the key is for");
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) {
      entries.put(alias, new Entry(null, new Certificate[] {certificate}, 0, false));
    }

    @Override
    public void engineDeleteEntry(String alias) {
      delete(alias);
    }

    @Override
    public Enumeration<String> engineAliases() {
      return Collections.enumeration(entries.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
      return entries.containsKey(alias);
    }

    @Override
    public int engineSize() {
      return entries.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
      return key(alias) != null;
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
      return engineContainsAlias(alias) && !engineIsKeyEntry(alias);
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
      return null;
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) {
      throw new UnsupportedOperationException("the store stays on the device");
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) {}
  }

  private final class Generator extends KeyGeneratorSpi {
    private KeyGenParameterSpec rules;

    @Override
    protected void engineInit(SecureRandom random) {
      throw new UnsupportedOperationException("nobody said what the key is for");
    }

    @Override
    protected void engineInit(int size, SecureRandom random) {
      engineInit(random);
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidAlgorithmParameterException {
      if (!(parameters instanceof KeyGenParameterSpec known)) {
        throw new InvalidAlgorithmParameterException("nobody said what the key is for");
      }
      rules = known;
    }

    @Override
    protected SecretKey engineGenerateKey() {
      byte[] octets = new byte[rules.getKeySize() / 8];
      new SecureRandom().nextBytes(octets);
      entries.put(
          rules.getKeystoreAlias(),
          new Entry(
              new SecretKeySpec(octets, "AES"),
              null,
              rules.getPurposes(),
              rules.isUserAuthenticationRequired()));
      return (SecretKey) key(rules.getKeystoreAlias());
    }
  }

  private final class KeptSignature extends SignatureSpi {
    private final String name;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private PrivateKey real;

    KeptSignature(String name) {
      this.name = name;
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      real = (PrivateKey) begin(key, KeyProperties.PURPOSE_SIGN);
      octets.reset();
    }

    @Override
    protected void engineUpdate(byte octet) {
      octets.write(octet);
    }

    @Override
    protected void engineUpdate(byte[] more, int from, int length) {
      octets.write(more, from, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      try {
        Signature signature = Signature.getInstance(name, BOUNCY_CASTLE);
        signature.initSign(real);
        signature.update(octets.toByteArray());
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new SignatureException(e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      throw new InvalidKeyException("only for keys of this store");
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      throw new SignatureException("only for keys of this store");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String parameter, Object value) {
      throw new UnsupportedOperationException(parameter);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String parameter) {
      throw new UnsupportedOperationException(parameter);
    }
  }

  private final class KeptCipher extends CipherSpi {
    private final String name;
    private Cipher real;

    KeptCipher(String name) {
      this.name = name;
    }

    private boolean isRsa() {
      return name.startsWith("RSA");
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
      init(mode, key, null);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      if (mode == Cipher.ENCRYPT_MODE && parameters != null) {
        throw new InvalidAlgorithmParameterException("Caller-provided IV not permitted");
      }
      init(mode, key, parameters);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
        throws InvalidKeyException {
      init(mode, key, null);
    }

    private void init(int mode, Key key, AlgorithmParameterSpec parameters)
        throws InvalidKeyException {
      Key known =
          begin(
              key,
              mode == Cipher.ENCRYPT_MODE
                  ? KeyProperties.PURPOSE_ENCRYPT
                  : KeyProperties.PURPOSE_DECRYPT);
      if (known instanceof PrivateKey != isRsa()
          || (known instanceof PrivateKey && mode != Cipher.DECRYPT_MODE)) {
        throw new InvalidKeyException("not for " + name);
      }
      try {
        real = Cipher.getInstance(name, BOUNCY_CASTLE);
        real.init(mode, known, parameters);
      } catch (GeneralSecurityException e) {
        throw new InvalidKeyException(e);
      }
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int from, int length) {
      return real.update(in, from, length);
    }

    @Override
    protected int engineUpdate(byte[] in, int from, int length, byte[] out, int at) {
      throw new UnsupportedOperationException("into an array");
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int from, int length)
        throws IllegalBlockSizeException, BadPaddingException {
      return real.doFinal(in, from, length);
    }

    @Override
    protected int engineDoFinal(byte[] in, int from, int length, byte[] out, int at) {
      throw new UnsupportedOperationException("into an array");
    }

    @Override
    protected byte[] engineGetIV() {
      return real.getIV();
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return real.getOutputSize(length);
    }

    @Override
    protected int engineGetBlockSize() {
      return real.getBlockSize();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return real.getParameters();
    }

    @Override
    protected void engineSetMode(String mode) {
      throw new UnsupportedOperationException(mode);
    }

    @Override
    protected void engineSetPadding(String padding) {
      throw new UnsupportedOperationException(padding);
    }
  }
}
