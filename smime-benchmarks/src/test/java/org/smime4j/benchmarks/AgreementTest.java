package org.smime4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contestants are worth timing only if each reads what each writes. */
class AgreementTest {

  @ParameterizedTest
  @CsvSource({"RSA_2048,true", "RSA_2048,false", "P_256,true", "P_256,false"})
  void everyContestantReadsWhatEveryOtherWrites(Material.Keys keys, boolean authenticated)
      throws Exception {
    Material material = Material.create(keys, authenticated);
    byte[] entity = Material.entity(10_240);
    List<Engine> engines = new ArrayList<>();
    for (Contestant contestant : Contestant.values()) {
      if (contestant.interoperates() && Installed.here(contestant)) {
        engines.add(contestant.engine(material));
      }
    }
    assertThat(engines).hasSizeGreaterThanOrEqualTo(2);
    for (Engine writer : engines) {
      byte[] signed = writer.sign(entity);
      byte[] encrypted = writer.encrypt(entity);
      for (Engine reader : engines) {
        String pair =
            writer.getClass().getSimpleName() + " to " + reader.getClass().getSimpleName();
        assertThat(reader.verify(signed)).as("signed, " + pair).isEqualTo(entity);
        assertThat(reader.decrypt(encrypted)).as("encrypted, " + pair).isEqualTo(entity);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RSA_2048,true", "RSA_2048,false", "P_256,true", "P_256,false"})
  void theFloorReadsWhatItWrites(Material.Keys keys, boolean authenticated) throws Exception {
    Engine floor = Contestant.JDK_FLOOR.engine(Material.create(keys, authenticated));
    for (int size : new int[] {100, 10_240, 57 * 256 * 3 + 11, 1 << 20}) {
      byte[] entity = Material.entity(size);
      assertThat(floor.verify(floor.sign(entity))).isEqualTo(entity);
      assertThat(floor.decrypt(floor.encrypt(entity))).isEqualTo(entity);
    }
  }

  @ParameterizedTest
  @CsvSource({"BCJMAIL", "OPENSSL", "SMIME4J"})
  void noContestantIsTimedAtSayingYesToEverything(Contestant contestant) throws Exception {
    if (!Installed.here(contestant)) {
      return;
    }
    Engine engine = contestant.engine(Material.create(Material.Keys.RSA_2048, true));
    byte[] entity = Material.entity(10_240);
    byte[] signed = engine.sign(entity);
    signed[signed.length / 4] ^= 1;
    assertThatThrownBy(() -> engine.verify(signed)).isInstanceOf(Exception.class);
  }
}
