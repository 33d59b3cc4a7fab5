package org.smime4j;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/**
 * The JDK's own content ciphers and digests, with a meter on each: how many octets went in, and in
 * how many calls.
 */
public final class MeteredProvider extends Provider {

  private static final long serialVersionUID = 1L;
  private static final List<String> CIPHERS =
      List.of(
          "AES/GCM/NoPadding",
          "AES/CTR/NoPadding",
          "AES/CBC/NoPadding",
          "AES/CBC/PKCS5Padding",
          "ChaCha20",
          "ChaCha20-Poly1305");

  /** What one kind of primitive has done. */
  public record Meter(long octets, long calls) {
    static final Meter ZERO = new Meter(0, 0);
  }

  private final transient Map<String, Meter> meters = new TreeMap<>();

  public MeteredProvider() {
    super("Metered", "1", "the JDK's ciphers and digests, metered");
    for (String cipher : CIPHERS) {
      putService(new Metered("Cipher", cipher));
    }
    for (String digest : List.of("SHA-256", "SHA-384", "SHA-512")) {
      putService(new Metered("MessageDigest", digest));
    }
  }

  /** What a primitive has done since the last reset. */
  public synchronized Meter meter(String algorithm) {
    return meters.getOrDefault(algorithm, Meter.ZERO);
  }

  public synchronized void reset() {
    meters.clear();
  }

  private synchronized void add(String algorithm, int octets) {
    Meter before = meter(algorithm);
    meters.put(algorithm, new Meter(before.octets + octets, before.calls + 1));
  }

  private final class Metered extends Service {
    Metered(String type, String algorithm) {
      super(MeteredProvider.this, type, algorithm, Metered.class.getName(), null, null);
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return getType().equals("Cipher")
            ? new MeteredCipher(getAlgorithm())
            : new MeteredDigest(getAlgorithm());
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return true;
    }
  }

  private final class MeteredDigest extends MessageDigestSpi {
    private final String name;
    private final MessageDigest digest;

    MeteredDigest(String name) throws GeneralSecurityException {
      this.name = name;
      this.digest = MessageDigest.getInstance(name, Security.getProvider("SUN"));
    }

    @Override
    protected int engineGetDigestLength() {
      return digest.getDigestLength();
    }

    @Override
    protected void engineUpdate(byte octet) {
      add(name, 1);
      digest.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
      add(name, length);
      digest.update(octets, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      return digest.digest();
    }

    @Override
    protected void engineReset() {
      digest.reset();
    }
  }

  private final class MeteredCipher extends CipherSpi {
    private final String name;
    private final Cipher cipher;

    MeteredCipher(String name) throws GeneralSecurityException {
      this.name = name;
      this.cipher = Cipher.getInstance(name, Security.getProvider("SunJCE"));
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

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
    protected void engineInit(int mode, Key key, SecureRandom random)
        throws java.security.InvalidKeyException {
      cipher.init(mode, key, random);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws java.security.InvalidKeyException, java.security.InvalidAlgorithmParameterException {
      cipher.init(mode, key, parameters, random);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
        throws java.security.InvalidKeyException, java.security.InvalidAlgorithmParameterException {
      cipher.init(mode, key, parameters, random);
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int offset, int length) {
      add(name, length);
      return cipher.update(in, offset, length);
    }

    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int at)
        throws ShortBufferException {
      add(name, length);
      return cipher.update(in, offset, length, out, at);
    }

    @Override
    protected void engineUpdateAAD(byte[] octets, int offset, int length) {
      cipher.updateAAD(octets, offset, length);
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int offset, int length)
        throws IllegalBlockSizeException, BadPaddingException {
      add(name, length);
      return in == null ? cipher.doFinal() : cipher.doFinal(in, offset, length);
    }

    @Override
    protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int at)
        throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
      add(name, length);
      return in == null ? cipher.doFinal(out, at) : cipher.doFinal(in, offset, length, out, at);
    }
  }
}
