package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.testing.TestPki;

/**
 * Whether the padding of CBC is right or wrong, the same operations are performed and the same
 * octets are read, however many keys are held (threats A9, A13). {@code FailureTimingTest} measures
 * the time of failures.
 */
public class EqualWorkTest {

  @ParameterizedTest
  @EnumSource(PaddingAttack.Kind.class)
  void a9_a13_ofNamedKeys_paddingChangesNeitherOperationsNorReading(PaddingAttack.Kind kind)
      throws Exception {
    List<TestPki.Issued> all = PaddingAttack.issued(kind, 16);
    for (int held : new int[] {1, 2, 3, 16}) {
      equal(kind, all.get(0), all.subList(0, held));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PaddingAttack.Kind.class,
      names = {"PKCS1", "OAEP", "AGREEMENT", "KEM"})
  void a9_a13_ofKeysThatFitWithoutBeingNamed_norDoesIt(PaddingAttack.Kind kind) throws Exception {
    List<TestPki.Issued> all = PaddingAttack.issued(kind, 16);
    TestPki.Issued renamed = PaddingAttack.renamed(all.get(0));
    for (int held : new int[] {1, 2, 3, 16}) {
      List<TestPki.Issued> keys = new ArrayList<>(all.subList(1, held));
      keys.add(keys.size() / 2, renamed);
      equal(kind, all.get(0), keys);
    }
  }

  @ParameterizedTest
  @MethodSource("org.smime4j.doors.PaddingAttack#ciphers")
  void a9_a13_ofEachCipher_norDoesIt(ContentCipher cipher) throws Exception {
    for (PaddingAttack.Kind kind : PaddingAttack.Kind.values()) {
      if (kind.canCarry(cipher)) {
        PaddingAttack attack = PaddingAttack.of(kind, 2, cipher, false);
        attack.assertEqualWork(decryptor -> decryptor::decrypt);
        attack.assertEqualWork(EqualWorkTest::reading);
        attack.assertEqualWorkToTheEnd(EqualWorkTest::reading);
      }
    }
  }

  @Test
  void a13_theAttackByTimeHasARowForEachCipher() {
    assertThat(PaddingAttack.rows(true).stream().map(row -> row.get()[2]).distinct())
        .containsExactlyInAnyOrderElementsOf(PaddingAttack.ciphers());
  }

  /** Where events are recorded, too. */
  @Test
  @Tag("cost")
  void a13_asMuchIsAllocatedForRightAsForWrongPadding() throws Exception {
    PaddingAttack.Kind kind = PaddingAttack.Kind.PKCS1;
    List<TestPki.Issued> all = PaddingAttack.issued(kind, 3);
    List<TestPki.Issued> keys = new ArrayList<>(all.subList(1, 3));
    keys.add(PaddingAttack.renamed(all.get(0)));
    PaddingAttack attack =
        new PaddingAttack(kind, all.get(0), keys, ContentCipher.AES_128_CBC, false);
    attack.assertEqualAllocation(decryptor -> decryptor::decrypt);
    try (Recording recording = new Recording()) {
      recording.enable("org.smime4j.Decrypt");
      recording.enable("org.smime4j.Open");
      recording.start();
      attack.assertEqualAllocation(EqualWorkTest::reading);
    }
  }

  @Test
  void a13_norDoesItWhereTheFormShowsAtTheEnd() throws Exception {
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, false)
        .assertEqualWorkToTheEnd(EqualWorkTest::reading);
  }

  /** Of the schemes without a check of the key, only PKCS #1 opens with another key by chance. */
  @Test
  void a13_norDoesItWhereTheOctetsOfAnotherKeyBeginLikeAHeader() throws Exception {
    PaddingAttack.assertEqualWorkBeginningLikeHeader(EqualWorkTest::reading);
  }

  private static void equal(PaddingAttack.Kind kind, TestPki.Issued to, List<TestPki.Issued> held)
      throws Exception {
    PaddingAttack attack = new PaddingAttack(kind, to, held, ContentCipher.AES_128_CBC, false);
    attack.assertEqualWork(decryptor -> decryptor::decrypt);
    attack.assertEqualWork(EqualWorkTest::reading);
  }

  private static PaddingAttack.Answer reading(Decryptor decryptor) {
    MailReader reader =
        MailReader.with(
            decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
    return message -> {
      try (OpenedMail opened = reader.open(message)) {
        return opened.outcome();
      }
    };
  }
}
