package org.smime4j.benchmarks.contestants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.internal.bytes.ArrayOctets;

/** Contestants are worth timing only if each reads what each writes. */
@Tag("thorough")
class AgreementTest {

  private static final byte[] ENTITY = Material.entity(10_240);

  @ParameterizedTest
  @CsvSource({
    "RSA_2048,true,TEXT",
    "RSA_2048,false,TEXT",
    "P_256,true,TEXT",
    "P_256,false,TEXT",
    "RSA_2048,true,DER",
    "P_256,false,DER"
  })
  void everyContestantReadsWhatEveryOtherWrites(
      Material.Keys keys, boolean authenticated, Material.Form form) throws Exception {
    Material material = Material.create(keys, authenticated, form);
    List<Contestant> present =
        Arrays.stream(Contestant.values())
            .filter(contestant -> contestant.interoperates() && Installed.here(contestant))
            .toList();
    assertThat(present).contains(Contestant.SMIME4J, Contestant.BCJMAIL);
    List<Engine> engines = new ArrayList<>();
    for (Contestant contestant : present) {
      engines.add(contestant.engine(material));
    }
    for (Engine writer : engines) {
      ArrayOctets signed = writer.sign(ENTITY);
      ArrayOctets encrypted = writer.encrypt(ENTITY);
      ArrayOctets both = writer.signThenEncrypt(ENTITY);
      for (Engine reader : engines) {
        String pair =
            writer.getClass().getSimpleName() + " to " + reader.getClass().getSimpleName();
        assertThat(reader.verify(signed.bytes()).bytes()).as("signed, " + pair).isEqualTo(ENTITY);
        assertThat(reader.decrypt(encrypted.bytes()).bytes())
            .as("encrypted, " + pair)
            .isEqualTo(ENTITY);
        assertThat(reader.openSigned(both.bytes()).bytes()).as("both, " + pair).isEqualTo(ENTITY);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RSA_2048,true", "RSA_2048,false", "P_256,true", "P_256,false"})
  void theFloorReadsWhatItWrites(Material.Keys keys, boolean authenticated) throws Exception {
    Material material = Material.create(keys, authenticated, Material.Form.TEXT);
    for (Engine floor :
        List.of(Contestant.JDK_FLOOR.engine(material), Contestant.floor(material, 1 << 16))) {
      for (int size : new int[] {100, 10_240, 57 * 256 * 3 + 11, 1 << 20}) {
        byte[] entity = Material.entity(size);
        assertThat(floor.verify(floor.sign(entity).bytes()).bytes()).isEqualTo(entity);
        assertThat(floor.decrypt(floor.encrypt(entity).bytes()).bytes()).isEqualTo(entity);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Contestant.class,
      names = {"SMIME4J", "SMIME4J_NATIVE", "BCJMAIL", "OPENSSL", "JDK_FLOOR"})
  void noContestantIsTimedAtSayingYesToEverything(Contestant contestant) throws Exception {
    if (!Installed.here(contestant)) {
      return;
    }
    Material material = Material.create(Material.Keys.RSA_2048, true, Material.Form.TEXT);
    Engine engine = contestant.engine(material);
    byte[] signed = engine.sign(ENTITY).bytes();
    signed[signed.length / 4] ^= 1;
    assertThatThrownBy(() -> engine.verify(signed)).isInstanceOf(Exception.class);
    byte[] encrypted = engine.encrypt(ENTITY).bytes();
    int at = encrypted.length / 2;
    encrypted[at] = (byte) (encrypted[at] == 'A' ? 'B' : 'A');
    assertThatThrownBy(() -> engine.decrypt(encrypted)).isInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Contestant.class,
      names = {"SMIME4J", "SMIME4J_NATIVE", "BCJMAIL"})
  void aPathIsReallyJudgedWhereItIsTimed(Contestant contestant) throws Exception {
    if (!Installed.here(contestant)) {
      return;
    }
    for (Material.Form form : Material.Form.values()) {
      Material material = Material.create(Material.Keys.P_256, true, form);
      Material stranger = Material.create(Material.Keys.P_256, true, form);
      byte[] signed = contestant.engine(material).sign(ENTITY).bytes();
      assertThat(contestant.engine(material).verifyWithPath(signed).bytes()).isEqualTo(ENTITY);
      assertThatThrownBy(() -> contestant.engine(stranger).verifyWithPath(signed))
          .isInstanceOf(Exception.class);
    }
  }
}
