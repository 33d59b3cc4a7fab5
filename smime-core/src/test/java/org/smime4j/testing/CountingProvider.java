package org.smime4j.testing;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/**
 * Stands in front of another provider, which does all the work, and counts what was brought to an
 * end in it: signatures made and checked, ciphers finished, secrets agreed.
 */
public final class CountingProvider extends Provider {

  private static final long serialVersionUID = 1L;
  private static final String RAW_RSA = "RSA/ECB/NoPadding";

  private final transient Provider real;
  private final transient boolean rawRsaAlone;
  private final transient Map<String, Integer> done = new TreeMap<>();
  private final transient AtomicInteger begun = new AtomicInteger();

  public CountingProvider(Provider real) {
    this(real, false);
  }

  private CountingProvider(Provider real, boolean rawRsaAlone) {
    super("Counting " + real.getName(), "1", "counts what " + real.getName() + " does");
    this.real = real;
    this.rawRsaAlone = rawRsaAlone;
  }

  /** Offers raw RSA alone, by the JDK. */
  public static CountingProvider ofRawRsa() {
    return new CountingProvider(Security.getProvider("SunJCE"), true);
  }

  /** How often a cipher was asked to finish, whether or not it could. */
  public int operations() {
    return begun.get();
  }

  /** How often it was done: {@code sign SHA256withRSA}, {@code decrypt RSA/ECB/NoPadding}. */
  public synchronized int count(String work) {
    return done.getOrDefault(work, 0);
  }

  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(done);
  }

  private synchronized void add(String work) {
    done.merge(work, 1, Integer::sum);
  }

  @Override
  public Service getService(String type, String algorithm) {
    boolean rawRsa = type.equals("Cipher") && algorithm.equals(RAW_RSA);
    Service offered =
        rawRsaAlone && !rawRsa ? null : real.getService(type, rawRsaAlone ? "RSA" : algorithm);
    return offered == null ? null : new Counted(offered, algorithm);
  }

  private final class Counted extends Service {
    private final Service offered;
    private final String name;

    Counted(Service offered, String name) {
      super(
          CountingProvider.this,
          offered.getType(),
          offered.getAlgorithm(),
          offered.getClassName(),
          null,
          null);
      this.offered = offered;
      this.name = name;
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return offered.supportsParameter(parameter);
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return switch (getType()) {
          case "Signature" -> new CountedSignature(Signature.getInstance(name, real), name);
          case "Cipher" -> new CountedCipher(Cipher.getInstance(name, real), name);
          case "KeyAgreement" -> new CountedAgreement(KeyAgreement.getInstance(name, real), name);
          default -> offered.newInstance(parameter);
        };
      } catch (NoSuchPaddingException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }
  }

  private final class CountedSignature extends SignatureSpi {
    private final Signature signature;
    private final String name;

    CountedSignature(Signature signature, String name) {
      this.signature = signature;
      this.name = name;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      signature.initSign(key);
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
      signature.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int from, int length) throws SignatureException {
      signature.update(octets, from, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      byte[] value = signature.sign();
      add("sign " + name);
      return value;
    }

    @Override
    protected boolean engineVerify(byte[] value) throws SignatureException {
      boolean right = signature.verify(value);
      add("verify " + name);
      return right;
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters)
        throws InvalidAlgorithmParameterException {
      signature.setParameter(parameters);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException(name);
    }
  }

  /** Passes everything on to another cipher. */
  public static class PassingCipher extends CipherSpi {
    protected Cipher cipher;

    protected PassingCipher(Cipher cipher) {
      this.cipher = cipher;
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {}

    @Override
    protected int engineGetBlockSize() {
      return cipher.getBlockSize();
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return cipher.getOutputSize(length);
    }

    @Override
    protected byte[] engineGetIV() {
      return cipher.getIV();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return cipher.getParameters();
    }

    @Override
    protected void engineInit(int opmode, Key key, SecureRandom random) throws InvalidKeyException {
      cipher.init(opmode, key, random);
    }

    @Override
    protected void engineInit(
        int opmode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      cipher.init(opmode, key, parameters, random);
    }

    @Override
    protected void engineInit(
        int opmode, Key key, AlgorithmParameters parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      cipher.init(opmode, key, parameters, random);
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int from, int length) {
      return cipher.update(in, from, length);
    }

    @Override
    protected int engineUpdate(byte[] in, int from, int length, byte[] out, int at)
        throws ShortBufferException {
      return cipher.update(in, from, length, out, at);
    }

    @Override
    protected void engineUpdateAAD(byte[] in, int from, int length) {
      cipher.updateAAD(in, from, length);
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int from, int length)
        throws IllegalBlockSizeException, BadPaddingException {
      return in == null ? cipher.doFinal() : cipher.doFinal(in, from, length);
    }

    @Override
    protected int engineDoFinal(byte[] in, int from, int length, byte[] out, int at)
        throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
      return in == null ? cipher.doFinal(out, at) : cipher.doFinal(in, from, length, out, at);
    }
  }

  /** Raw RSA by the JDK, for providers that do something else in one place. */
  public static class RawRsa extends PassingCipher {
    public RawRsa() throws GeneralSecurityException {
      super(Cipher.getInstance(RAW_RSA, "SunJCE"));
    }
  }

  private final class CountedCipher extends PassingCipher {
    private String name;
    private String mode = "";

    CountedCipher(Cipher cipher, String name) {
      super(cipher);
      this.name = name;
    }

    @Override
    protected void engineSetMode(String mode) {
      name += "/" + mode;
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
      name += "/" + padding;
      try {
        cipher = Cipher.getInstance(name, real);
      } catch (NoSuchAlgorithmException e) {
        throw new NoSuchPaddingException(name);
      }
    }

    private void begin(int opmode) {
      mode = opmode == Cipher.DECRYPT_MODE ? "decrypt " : "encrypt ";
    }

    @Override
    protected void engineInit(int opmode, Key key, SecureRandom random) throws InvalidKeyException {
      super.engineInit(opmode, key, random);
      begin(opmode);
    }

    @Override
    protected void engineInit(
        int opmode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      super.engineInit(opmode, key, parameters, random);
      begin(opmode);
    }

    @Override
    protected void engineInit(
        int opmode, Key key, AlgorithmParameters parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      super.engineInit(opmode, key, parameters, random);
      begin(opmode);
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int from, int length)
        throws IllegalBlockSizeException, BadPaddingException {
      begun.incrementAndGet();
      byte[] out = super.engineDoFinal(in, from, length);
      add(mode + name);
      return out;
    }

    @Override
    protected int engineDoFinal(byte[] in, int from, int length, byte[] out, int at)
        throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
      begun.incrementAndGet();
      int n = super.engineDoFinal(in, from, length, out, at);
      add(mode + name);
      return n;
    }
  }

  private final class CountedAgreement extends KeyAgreementSpi {
    private final KeyAgreement agreement;
    private final String name;

    CountedAgreement(KeyAgreement agreement, String name) {
      this.agreement = agreement;
      this.name = name;
    }

    @Override
    protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
      agreement.init(key);
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      agreement.init(key, parameters);
    }

    @Override
    protected Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
      return agreement.doPhase(key, last);
    }

    @Override
    protected byte[] engineGenerateSecret() {
      add("agree " + name);
      return agreement.generateSecret();
    }

    @Override
    protected int engineGenerateSecret(byte[] secret, int at) throws ShortBufferException {
      add("agree " + name);
      return agreement.generateSecret(secret, at);
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm)
        throws NoSuchAlgorithmException, InvalidKeyException {
      add("agree " + name);
      return agreement.generateSecret(algorithm);
    }
  }
}
