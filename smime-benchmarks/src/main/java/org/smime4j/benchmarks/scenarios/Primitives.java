package org.smime4j.benchmarks.scenarios;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.smime4j.benchmarks.contestants.Corretto;

/**
 * Each primitive by each provider: the figures in the core's table of providers are the medians
 * (p0.50), which a busy machine disturbs least. What a provider does not have fails in the set-up,
 * and JMH goes on with the next.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar Primitives
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xbatch") // else a busy machine measures the interpreter
public class Primitives {

  /** Bulk primitives: octets in one operation, handed over in pieces of 4 KiB. */
  private static final int BULK = 64 * 1024;

  private static final int PIECE = 4 * 1024;

  /** Whose implementation. */
  public enum By {
    JDK,
    BC,
    CORRETTO
  }

  /** What is done. */
  public enum Work {
    RSA_2048_PRIVATE,
    RSA_2048_PUBLIC,
    P_256_SIGN,
    P_256_VERIFY,
    P_256_ECDH,
    P_256_GENERATE,
    P_384_SIGN,
    P_384_VERIFY,
    P_384_ECDH,
    P_521_SIGN,
    P_521_VERIFY,
    P_521_ECDH,
    ED25519_SIGN,
    ED25519_VERIFY,
    X25519,
    X25519_GENERATE,
    ML_DSA_65_SIGN,
    ML_DSA_65_VERIFY,
    AES_256_GCM_64K,
    AES_256_CBC_ENCRYPT_64K,
    AES_256_CBC_DECRYPT_64K,
    AES_256_CTR_64K,
    AES_256_KEY_WRAP,
    SHA_1_64K,
    SHA_256_64K,
    SHA_384_64K,
    HMAC_SHA_256_256
  }

  @Param public By by;
  @Param public Work work;

  private interface Operation {
    Object run() throws GeneralSecurityException;
  }

  private Provider bouncyCastle;
  private Operation operation;

  @Setup
  public void prepare() throws Exception {
    bouncyCastle = new BouncyCastleProvider();
    operation = operation();
    operation.run();
  }

  @Benchmark
  public Object run() throws GeneralSecurityException {
    return operation.run();
  }

  private Operation operation() throws Exception {
    return switch (work) {
      case RSA_2048_PRIVATE, RSA_2048_PUBLIC -> rsa(work == Work.RSA_2048_PRIVATE);
      case P_256_SIGN, P_384_SIGN, P_521_SIGN -> sign("NONEwithECDSA", elliptic(), 32);
      case P_256_VERIFY, P_384_VERIFY, P_521_VERIFY -> verify("NONEwithECDSA", elliptic(), 32);
      case P_256_ECDH, P_384_ECDH, P_521_ECDH -> agree("ECDH", elliptic(), elliptic());
      case P_256_GENERATE -> generator("EC", new ECGenParameterSpec("secp256r1"))::generateKeyPair;
      case ED25519_SIGN -> sign("Ed25519", pair("Ed25519"), 256);
      case ED25519_VERIFY -> verify("Ed25519", pair("Ed25519"), 256);
      case X25519 -> agree("X25519", pair("X25519"), pair("X25519"));
      case X25519_GENERATE ->
          KeyPairGenerator.getInstance("X25519", provider("KeyPairGenerator", "X25519"))
              ::generateKeyPair;
      case ML_DSA_65_SIGN -> sign("ML-DSA-65", pair("ML-DSA-65"), 256);
      case ML_DSA_65_VERIFY -> verify("ML-DSA-65", pair("ML-DSA-65"), 256);
      case AES_256_GCM_64K -> gcm();
      case AES_256_CBC_ENCRYPT_64K -> bulk("AES/CBC/NoPadding", Cipher.ENCRYPT_MODE);
      case AES_256_CBC_DECRYPT_64K -> bulk("AES/CBC/NoPadding", Cipher.DECRYPT_MODE);
      case AES_256_CTR_64K -> bulk("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE);
      case AES_256_KEY_WRAP -> wrap();
      case SHA_1_64K -> digest("SHA-1");
      case SHA_256_64K -> digest("SHA-256");
      case SHA_384_64K -> digest("SHA-384");
      case HMAC_SHA_256_256 -> mac();
    };
  }

  /** The provider object: nothing is looked up by name while the clock runs. */
  private Provider provider(String service, String algorithm) throws NoSuchAlgorithmException {
    switch (by) {
      case BC:
        return bouncyCastle;
      case CORRETTO:
        Provider corretto =
            Corretto.load().orElseThrow(() -> new NoSuchAlgorithmException("no Corretto"));
        return corretto;
      default:
        for (Provider each : Security.getProviders()) {
          if (each.getService(service, algorithm) != null) {
            return each;
          }
        }
        throw new NoSuchAlgorithmException(algorithm);
    }
  }

  private KeyPairGenerator generator(
      String algorithm, java.security.spec.AlgorithmParameterSpec parameters)
      throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm, provider("KeyPairGenerator", algorithm));
    generator.initialize(parameters);
    return generator;
  }

  private KeyPair elliptic() throws GeneralSecurityException {
    String curve = "secp" + work.name().substring(2, 5) + "r1";
    return generator("EC", new ECGenParameterSpec(curve)).generateKeyPair();
  }

  private KeyPair pair(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm, provider("KeyPairGenerator", algorithm))
        .generateKeyPair();
  }

  private Operation rsa(boolean secret) throws GeneralSecurityException {
    // The JDK's raw RSA is a Cipher of SunJCE; Corretto's is asked for what it has.
    String transformation = by == By.CORRETTO ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/NoPadding";
    Provider provider =
        by == By.JDK ? Security.getProvider("SunJCE") : provider("Cipher", transformation);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    KeyPair pair = generator.generateKeyPair();
    byte[] block = new byte[by == By.CORRETTO ? 32 : 256];
    block[block.length - 1] = 2;
    Cipher encrypt = Cipher.getInstance(transformation, provider);
    encrypt.init(Cipher.ENCRYPT_MODE, pair.getPublic());
    if (!secret) {
      return () -> {
        Cipher cipher = Cipher.getInstance(transformation, provider);
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        return cipher.doFinal(block);
      };
    }
    byte[] encrypted = encrypt.doFinal(block);
    return () -> {
      Cipher cipher = Cipher.getInstance(transformation, provider);
      cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
      return cipher.doFinal(encrypted);
    };
  }

  private Operation sign(String algorithm, KeyPair pair, int octets)
      throws GeneralSecurityException {
    Provider provider = provider("Signature", algorithm);
    byte[] message = new byte[octets];
    return () -> {
      Signature signature = Signature.getInstance(algorithm, provider);
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    };
  }

  private Operation verify(String algorithm, KeyPair pair, int octets)
      throws GeneralSecurityException {
    Provider provider = provider("Signature", algorithm);
    byte[] message = new byte[octets];
    byte[] value = (byte[]) sign(algorithm, pair, octets).run();
    return () -> {
      Signature signature = Signature.getInstance(algorithm, provider);
      signature.initVerify(pair.getPublic());
      signature.update(message);
      if (!signature.verify(value)) {
        throw new GeneralSecurityException("signature is wrong");
      }
      return signature;
    };
  }

  /** The other side's key comes out of the message each time. */
  private Operation agree(String algorithm, KeyPair mine, KeyPair other)
      throws GeneralSecurityException {
    Provider provider = provider("KeyAgreement", algorithm);
    String keys = algorithm.equals("ECDH") ? "EC" : algorithm;
    Provider factory = provider("KeyFactory", keys);
    byte[] encoded = other.getPublic().getEncoded();
    return () -> {
      KeyAgreement agreement = KeyAgreement.getInstance(algorithm, provider);
      agreement.init(mine.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance(keys, factory).generatePublic(new X509EncodedKeySpec(encoded)),
          true);
      return agreement.generateSecret();
    };
  }

  private Operation gcm() throws GeneralSecurityException {
    Provider provider = provider("Cipher", "AES/GCM/NoPadding");
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    byte[] in = new byte[PIECE];
    byte[] out = new byte[PIECE + 32];
    byte[] nonce = new byte[12];
    return () -> {
      nonce[0]++;
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      for (int done = 0; done < BULK; done += PIECE) {
        cipher.update(in, 0, PIECE, out, 0);
      }
      return cipher.doFinal();
    };
  }

  private Operation bulk(String transformation, int mode) throws GeneralSecurityException {
    Provider provider =
        by == By.JDK ? Security.getProvider("SunJCE") : provider("Cipher", transformation);
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    IvParameterSpec iv = new IvParameterSpec(new byte[16]);
    byte[] in = new byte[PIECE];
    byte[] out = new byte[PIECE + 32];
    return () -> {
      Cipher cipher = Cipher.getInstance(transformation, provider);
      cipher.init(mode, key, iv);
      for (int done = 0; done < BULK; done += PIECE) {
        cipher.update(in, 0, PIECE, out, 0);
      }
      return cipher.doFinal();
    };
  }

  private Operation wrap() throws GeneralSecurityException {
    Provider provider =
        by == By.JDK ? Security.getProvider("SunJCE") : provider("Cipher", "AESWrap");
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    SecretKeySpec wrapped = new SecretKeySpec(new byte[32], "AES");
    return () -> {
      Cipher cipher = Cipher.getInstance("AESWrap", provider);
      cipher.init(Cipher.WRAP_MODE, key);
      return cipher.wrap(wrapped);
    };
  }

  private Operation digest(String algorithm) throws GeneralSecurityException {
    Provider provider = provider("MessageDigest", algorithm);
    byte[] piece = new byte[PIECE];
    return () -> {
      MessageDigest digest = MessageDigest.getInstance(algorithm, provider);
      for (int done = 0; done < BULK; done += PIECE) {
        digest.update(piece);
      }
      return digest.digest();
    };
  }

  private Operation mac() throws GeneralSecurityException {
    Provider provider = provider("Mac", "HmacSHA256");
    SecretKeySpec key = new SecretKeySpec(new byte[32], "HmacSHA256");
    byte[] message = new byte[256];
    return () -> {
      Mac mac = Mac.getInstance("HmacSHA256", provider);
      mac.init(key);
      return mac.doFinal(message);
    };
  }
}
