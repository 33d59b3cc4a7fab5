package org.smime4j.internal.provider;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.PrivateOperations.UserAuthentication;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * Stands where a private key would, for one that is kept elsewhere. There are no numbers in it, and
 * no provider takes it.
 */
public final class ExternalKey {

  private ExternalKey() {}

  /**
   * @param publicKey says what kind of key it is
   */
  public static PrivateKey of(PublicKey publicKey, PrivateKeyOperations operations) {
    return new StandIn(publicKey.getAlgorithm(), operations);
  }

  /** Whether the numbers of a key are out of reach. */
  public static boolean isKept(PrivateKey key) {
    return !PrivateOperations.isAtHand(key);
  }

  /** What the key's keeper does; null for a key that is one. */
  public static @Nullable PrivateKeyOperations operations(PrivateKey key) {
    return key instanceof StandIn standIn ? standIn.operations : null;
  }

  /** One operation of the keeper's. */
  private interface Operation {
    byte[] run() throws IOException;
  }

  /** Null where the keeper does not part with a raw result; empty where it failed. */
  public static byte @Nullable [] decryptRaw(PrivateKeyOperations operations, byte[] ciphertext)
      throws ProviderUnavailable {
    try {
      return orEmpty(() -> operations.decryptRaw(ciphertext.clone()));
    } catch (UnsupportedOperationException e) {
      UserAuthentication.require("RSA", e);
      return null;
    }
  }

  /** Empty where the keeper failed, for whatever reason. */
  public static byte[] decrypt(
      PrivateKeyOperations operations, byte[] ciphertext, @Nullable OAEPParameterSpec oaep)
      throws ProviderUnavailable {
    return mandatory(
        oaep == null ? "RSAES-PKCS1-v1_5" : "RSAES-OAEP",
        () ->
            oaep == null
                ? operations.decryptPkcs1(ciphertext.clone())
                : operations.decryptOaep(ciphertext.clone(), oaep));
  }

  /** Empty where the keeper failed, for whatever reason. */
  public static byte[] agree(PrivateKeyOperations operations, PublicKey other)
      throws ProviderUnavailable {
    return mandatory("key agreement", () -> operations.agree(other));
  }

  public static byte[] sign(
      PrivateKeyOperations operations, SignatureScheme scheme, byte[] toBeSigned)
      throws ProviderUnavailable {
    String why;
    try {
      byte[] signature = operations.sign(scheme, toBeSigned.clone());
      if (signature != null && signature.length > 0) {
        return signature;
      }
      why = "nothing came back";
    } catch (ProviderUnavailable e) {
      throw e;
    } catch (UnsupportedOperationException e) {
      UserAuthentication.require(scheme.label(), e);
      why = "it does not offer that";
    } catch (IOException | RuntimeException e) {
      UserAuthentication.require(scheme.label(), e);
      why = String.valueOf(e.getMessage());
    }
    // What is signed is no secret: here the keeper's own words may help.
    throw new ProviderUnavailable(
        scheme.label(), "the keeper of the private key did not sign: " + why);
  }

  /** What a key cannot do is known before it is asked, and no secret. */
  private static byte[] mandatory(String what, Operation operation) throws ProviderUnavailable {
    try {
      return orEmpty(operation);
    } catch (UnsupportedOperationException e) {
      UserAuthentication.require(what, e);
      throw new ProviderUnavailable(what, "the keeper of the private key does not offer it");
    }
  }

  private static byte[] orEmpty(Operation operation) throws ProviderUnavailable {
    byte[] result;
    try {
      result = operation.run();
    } catch (ProviderUnavailable | UnsupportedOperationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      UserAuthentication.require("the private key", e);
      result = null;
    }
    return result == null ? new byte[0] : result;
  }

  private static final class StandIn implements PrivateKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient PrivateKeyOperations operations;

    StandIn(String algorithm, PrivateKeyOperations operations) {
      this.algorithm = algorithm;
      this.operations = operations;
    }

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new NotSerializableException("a key that is kept elsewhere");
    }

    @Override
    public String toString() {
      return algorithm + " private key that is kept elsewhere";
    }
  }
}
