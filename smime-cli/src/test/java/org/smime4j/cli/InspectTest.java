package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code inspect} shows how messages are built, whatever they are, in bounded work. */
class InspectTest {

  /** Of the messages the first, and then every eighth; all of them with -Pthorough. */
  private static final int EVERY = Integer.getInteger("samples", 1) > 1 ? 1 : 8;

  private static Run whole(String message) {
    Run run = Run.of("inspect", Run.message(message));
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    return run;
  }

  @Test
  void anEncryptedMessageShowsForWhomItIs_withoutAKey() {
    assertThat(whole("encrypted-2025.eml").text())
        .contains("message", "EnvelopedData", "recipient 1: issuer ", "serial ", "ciphertext");
  }

  @Test
  void aSignedMessageShowsItsPartsItsSignerAndItsCertificates() {
    assertThat(whole("signed-rsa-sha256-detached.eml").text())
        .contains("multipart/signed", "text/plain", "SignedData", "detached", "signer 1")
        .contains("signing-time: 20", "certificates: ", "CN=bob");
  }

  @Test
  void whatAnOpaqueSignatureHoldsIsShownAsMail() {
    assertThat(whole("signed-rsa-sha256-opaque.eml").text())
        .contains("SignedData", "content: data", "text/plain");
  }

  @Test
  void ofEveryMessageOfTheKit_thereIsALineAndNoTrace() {
    List<Path> messages =
        Run.messages().values().stream()
            .filter(file -> !file.toString().endsWith(".json"))
            .toList();
    for (int i = 0; i < messages.size(); i += EVERY) {
      Path message = messages.get(i);
      Run run = Run.of("inspect", message);
      assertThat(run.status()).as(message.toString()).isIn(ExitStatus.DONE, ExitStatus.FAILED);
      assertThat(run.text()).as(message.toString()).isNotBlank().doesNotContain("\u001b");
      assertThat(run.text())
          .as(message.toString())
          .doesNotContain("\tat ")
          .doesNotContain("Exception");
      assertThat(run.text().lines().count()).as(message.toString()).isLessThan(5_010);
    }
  }

  @Test
  void whatIsMalformed_isSaidWhereItStands() {
    String content = "300b" + "06092a864886f70d010701";
    // Two signers that end behind their version.
    String twoSigners = "310a" + "3003020101".repeat(2);
    Run signers = signedData("20", "1e" + "020101" + "3100" + content + twoSigners);
    assertThat(signers.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(signers.text())
        .containsSubsequence(
            "    signer 1",
            "      ! this is not CMS from here on",
            "    signer 2",
            "      ! this is not CMS from here on");

    // A digest algorithm of no octets.
    Run digests = signedData("18", "16" + "020101" + "31023000" + content + "3100");
    assertThat(digests.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(digests.text())
        .containsSubsequence(
            "    version 1", "    ! this is not CMS from here on: Bad sequence size: 0");
  }

  /** In a ContentInfo whose length has a form that no text begins with. */
  private static Run signedData(String length, String lengthAndFields) {
    String inside = "06092a864886f70d010702" + "a0" + length + "30" + lengthAndFields;
    String cms = "3081%02x%s".formatted(inside.length() / 2, inside);
    return Run.withInput(HexFormat.of().parseHex(cms), "inspect");
  }

  @Test
  void octetsThatWereChangedOrCut_endInASentence() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] message = Files.readAllBytes(Run.message("encrypted-gcm-altered.der"));
    for (int i = 0; i < 75 * Integer.getInteger("samples", 1); i++) {
      byte[] changed = Arrays.copyOf(message, 1 + random.nextInt(message.length));
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      Run run = Run.withInput(changed, "inspect");
      assertThat(run.status()).as("seed " + seed).isIn(ExitStatus.DONE, ExitStatus.FAILED);
      assertThat(run.text()).as("seed " + seed).isNotBlank();
      BadInputTest.noTrace(run);
    }
  }

  @Test
  void depthAndNumberAreBounded_whateverASenderWrites() {
    // Values without a length, each in the one before it.
    byte[] deep = new byte[2_000_000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    Run nested = Run.withInput(deep, "inspect");
    assertThat(nested.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(nested.text()).contains("nested too deeply");

    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.writeBytes(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 100_000; i++) {
      many.writeBytes("--b\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    Run wide = Run.withInput(many.toByteArray(), "inspect");
    assertThat(wide.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(wide.text()).contains("there is more than");
    assertThat(wide.text().lines().count()).isLessThan(5_010);
  }
}
