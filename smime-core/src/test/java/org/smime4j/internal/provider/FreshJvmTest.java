package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.signature.Certificates;

/** Nothing may lean on what another class happened to set up before. */
public class FreshJvmTest {

  @Test
  void aPublicKeyIsReadBeforeAnythingElse() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName())
            .inheritIO()
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** The first thing that its JVM does with the library. */
  static final class Reading {
    public static void main(String[] args) throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      Certificates.publicKey(generator.generateKeyPair().getPublic().getEncoded());
    }
  }
}
