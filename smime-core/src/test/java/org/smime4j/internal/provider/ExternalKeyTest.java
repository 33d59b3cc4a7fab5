package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import javax.crypto.spec.OAEPParameterSpec;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.TestPki;

/** What a key's keeper answers, and how it fails, for a key that is no number here. */
class ExternalKeyTest {

  private static final byte[] CIPHERTEXT = {1, 2, 3};

  /** Says what it was asked, with what it is told to do. */
  private static final class Keeper implements PrivateKeyOperations {
    private final Callable<byte[]> answer;
    private String asked = "";

    Keeper(Callable<byte[]> answer) {
      this.answer = answer;
    }

    private byte[] answered(String what, byte[] octets) throws IOException {
      asked = what;
      if (octets.length > 0) {
        octets[0] = 9;
      }
      try {
        return answer.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public byte[] decryptRaw(byte[] ciphertext) throws IOException {
      return answered("raw", ciphertext);
    }

    @Override
    public byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
      return answered("pkcs1", ciphertext);
    }

    @Override
    public byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
      return answered("oaep", ciphertext);
    }

    @Override
    public byte[] agree(PublicKey other) throws IOException {
      return answered("agree", new byte[0]);
    }

    @Override
    public byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
      return answered("sign", toBeSigned);
    }
  }

  private static byte[] agreed(Keeper keeper) throws Exception {
    return ExternalKey.agree(keeper, TestPki.generate("P-256").getPublic());
  }

  private static byte[] signed(Keeper keeper) throws ProviderUnavailable {
    return ExternalKey.sign(keeper, SignatureScheme.RSA_PKCS1_SHA256, CIPHERTEXT);
  }

  @Test
  void theKeeperIsAskedForTheOperation_andItsAnswerIsTaken() throws Exception {
    Keeper keeper = new Keeper(() -> new byte[] {7});
    assertThat(ExternalKey.decryptRaw(keeper, CIPHERTEXT)).containsExactly(7);
    assertThat(keeper.asked).isEqualTo("raw");
    assertThat(ExternalKey.decrypt(keeper, CIPHERTEXT, null)).containsExactly(7);
    assertThat(keeper.asked).isEqualTo("pkcs1");
    assertThat(ExternalKey.decrypt(keeper, CIPHERTEXT, OAEPParameterSpec.DEFAULT))
        .containsExactly(7);
    assertThat(keeper.asked).isEqualTo("oaep");
    assertThat(agreed(keeper)).containsExactly(7);
    assertThat(keeper.asked).isEqualTo("agree");
    assertThat(signed(keeper)).containsExactly(7);
    assertThat(keeper.asked).isEqualTo("sign");
    assertThat(CIPHERTEXT).as("the keeper has copies").containsExactly(1, 2, 3);
  }

  @Test
  void a1_whateverFails_isNoResult_andNotSaid() throws Exception {
    for (Callable<byte[]> failing :
        java.util.List.<Callable<byte[]>>of(
            () -> null,
            () -> new byte[0],
            () -> {
              throw new IOException("bad padding");
            },
            () -> {
              throw new IllegalStateException("bad padding");
            })) {
      Keeper keeper = new Keeper(failing);
      assertThat(ExternalKey.decryptRaw(keeper, CIPHERTEXT)).isEmpty();
      assertThat(ExternalKey.decrypt(keeper, CIPHERTEXT, null)).isEmpty();
      assertThat(ExternalKey.decrypt(keeper, CIPHERTEXT, OAEPParameterSpec.DEFAULT)).isEmpty();
      assertThat(agreed(keeper)).isEmpty();
    }
  }

  @Test
  void whatTheKeeperDoesNotOffer_isSaid_butForARawResult() throws Exception {
    Keeper keeper =
        new Keeper(
            () -> {
              throw new UnsupportedOperationException();
            });
    assertThat(ExternalKey.decryptRaw(keeper, CIPHERTEXT)).isNull();
    assertThatThrownBy(() -> ExternalKey.decrypt(keeper, CIPHERTEXT, null))
        .isInstanceOf(ProviderUnavailable.class)
        .hasMessageContaining("RSAES-PKCS1-v1_5")
        .hasMessageContaining("does not offer it");
    assertThatThrownBy(() -> ExternalKey.decrypt(keeper, CIPHERTEXT, OAEPParameterSpec.DEFAULT))
        .isInstanceOf(ProviderUnavailable.class)
        .hasMessageContaining("RSAES-OAEP");
    assertThatThrownBy(() -> agreed(keeper))
        .isInstanceOf(ProviderUnavailable.class)
        .hasMessageContaining("key agreement");
    assertThatThrownBy(() -> signed(keeper))
        .isInstanceOf(ProviderUnavailable.class)
        .hasMessageContaining("it does not offer that");
  }

  @Test
  void whyASignatureWasNotMade_isSaid() {
    assertThatThrownBy(() -> signed(new Keeper(() -> null)))
        .isInstanceOf(ProviderUnavailable.class)
        .hasMessageContaining("nothing came back");
    assertThatThrownBy(() -> signed(new Keeper(() -> new byte[0])))
        .hasMessageContaining("nothing came back");
    Keeper failing =
        new Keeper(
            () -> {
              throw new IOException("the card was drawn");
            });
    assertThatThrownBy(() -> signed(failing)).hasMessageContaining("the card was drawn");
  }

  /** One that waits for its user, or is not there, says so: that depends on no message. */
  @Test
  void aKeeperThatWaitsForItsUser_isToldApart() {
    ProviderUnavailable gone = new ProviderUnavailable("RSA", "the card is gone");
    Keeper away =
        new Keeper(
            () -> {
              throw gone;
            });
    Keeper locked =
        new Keeper(
            () -> {
              throw new IOException("x", new RuntimeException("User not authenticated"));
            });
    Keeper unsupported =
        new Keeper(
            () -> {
              throw new UnsupportedOperationException("User not authenticated");
            });
    for (Keeper each : new Keeper[] {away, locked, unsupported}) {
      String said = each == away ? "the card is gone" : "unlock the private key first";
      assertThatThrownBy(() -> ExternalKey.decryptRaw(each, CIPHERTEXT))
          .isInstanceOf(ProviderUnavailable.class)
          .hasMessageContaining(said);
      assertThatThrownBy(() -> ExternalKey.decrypt(each, CIPHERTEXT, null))
          .isInstanceOf(ProviderUnavailable.class)
          .hasMessageContaining(said);
      assertThatThrownBy(() -> agreed(each))
          .isInstanceOf(ProviderUnavailable.class)
          .hasMessageContaining(said);
      assertThatThrownBy(() -> signed(each))
          .isInstanceOf(ProviderUnavailable.class)
          .hasMessageContaining(said);
    }
  }

  @Test
  void theStandIn_hasNoNumbers_andIsWrittenNowhere() throws Exception {
    Keeper keeper = new Keeper(() -> null);
    PrivateKey key = ExternalKey.of(TestPki.generate("P-256").getPublic(), keeper);
    assertThat(key.getAlgorithm()).isEqualTo("EC");
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(key).hasToString("EC private key that is kept elsewhere");
    assertThat(ExternalKey.operations(key)).isSameAs(keeper);
    assertThat(ExternalKey.isKept(key)).isTrue();
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
        .isInstanceOf(NotSerializableException.class);
    PrivateKey atHand = TestPki.generate("P-256").getPrivate();
    assertThat(ExternalKey.operations(atHand)).isNull();
    assertThat(ExternalKey.isKept(atHand)).isFalse();
    assertThat(ExternalKey.isKept(TestPki.generate("RSA-2048").getPrivate())).isFalse();
    assertThat(ExternalKey.isKept(TestPki.generate("X25519").getPrivate())).isFalse();
  }
}
