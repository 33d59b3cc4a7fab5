package org.smime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Decryption;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** The example of keys in a database, on an embedded H2. */
class JdbcKeysTest {

  private static final TestPki.Authority CA = TestPki.authority("Database");
  private static final char[] PASSWORD = "pw".toCharArray();

  @TempDir Path folder;

  private final List<String> asked = new ArrayList<>();
  private final List<TestPki.Issued> people = new ArrayList<>();
  private final JdbcDataSource database = new JdbcDataSource();
  private JdbcKeys keys;

  @BeforeEach
  void fill() throws Exception {
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    keys =
        new JdbcKeys(
            database,
            subject -> {
              asked.add(subject);
              return PasswordSource.of(PASSWORD).candidates(subject);
            });
    keys.createTables();
    for (int i = 0; i < 12; i++) {
      Instant from = TestPki.NOW.minus(Duration.ofDays(400 - 7 * ((5 * i) % 12)));
      TestPki.Builder person =
          CA.issue("person" + i + "@example.org").validity(from, from.plus(Duration.ofDays(300)));
      people.add((i % 3 == 0 ? person.rsa(1024) : person.ec("P-256")).build());
      Path file = folder.resolve("one.pfx");
      KeyHistory.of(Credential.of(people.get(i).privateKey(), people.get(i).certificate()))
          .writePkcs12(file, PASSWORD);
      keys.put(i, Files.readAllBytes(file));
    }
    asked.clear();
  }

  @AfterEach
  void drop() throws Exception {
    try (Connection connection = database.getConnection()) {
      connection.createStatement().execute("SHUTDOWN");
    }
  }

  private static byte[] encrypted(TestPki.Issued recipient) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .to(recipient.certificate())
        .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
        .bytes();
  }

  @Test
  void message_isOpenedByTheOneKeyThatItNames() throws Exception {
    for (int i : new int[] {3, 7}) {
      asked.clear();
      Decryption opened = Decryptor.with(keys).decrypt(ByteSource.of(encrypted(people.get(i))));
      assertThat(opened.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
      assertThat(asked).containsExactly("key " + i);
    }
  }

  @Test
  void everyFormOfKeyIdentifier_andNamesWrittenAnotherWay_areFound() throws Exception {
    byte[] extension = people.get(1).certificate().getExtensionValue("2.5.29.14");
    byte[] identifier = java.util.Arrays.copyOfRange(extension, 4, extension.length);
    assertThat(keys.matching(List.of(RecipientIdentifier.of(identifier))))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.SKI);
    RecipientIdentifier negative =
        RecipientIdentifier.of(
            people.get(2).certificate().getIssuerX500Principal().getEncoded(),
            people.get(2).certificate().getSerialNumber());
    assertThat(keys.matching(List.of(negative))).hasSize(1);
    assertThat(keys.matching(List.of(RecipientIdentifier.of(CA.certificate())))).isEmpty();
    assertThat(keys.matching(List.of())).isEmpty();
  }

  @Test
  void renewedCertificate_leadsToTheKeyByTrial_oneKeyAtATime() throws Exception {
    TestPki.Issued renewed = CA.issue("x@example.org").keyOf(people.get(5)).build();
    assertThat(keys.matching(List.of(RecipientIdentifier.of(new byte[] {1, 2, 3, 4})))).isEmpty();
    Decryption opened = Decryptor.with(keys).decrypt(ByteSource.of(encrypted(renewed)));
    assertThat(opened.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.TRIAL);
    asked.clear();
    var each = keys.remaining(KeyKind.of(people.get(5).publicKey()).toString()).iterator();
    assertThat(asked).isEmpty();
    each.next();
    assertThat(asked).hasSize(1);
    assertThat(keys.remaining(KeyKind.of(people.get(5).publicKey()).toString()))
        .hasSize(8)
        .extracting(key -> key.certificates().stream().findFirst().orElseThrow().getNotBefore())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(keys.size()).isEqualTo(12);
  }

  @Test
  void strangersMessage_isNoMatchingKey_andABrokenDatabaseIsSaid() throws Exception {
    byte[] cms = encrypted(CA.issue("stranger@example.org").rsa(2048).build());
    assertThatThrownBy(() -> Decryptor.with(keys).expectingMail().decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    try (Connection connection = database.getConnection()) {
      connection.createStatement().execute("DROP TABLE smime_term");
    }
    assertThatThrownBy(() -> Decryptor.with(keys).decrypt(ByteSource.of(cms)))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("The database of keys does not answer");
  }
}
