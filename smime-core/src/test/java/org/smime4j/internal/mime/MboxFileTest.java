package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** A file of several messages is not taken for its first one, and one message is not refused. */
class MboxFileTest {

  private static final String LINE = "From bob@example.org Mon Jun  1 12:00:00 2026\n";
  private static final String SECOND = "Subject: a forgery\nFrom: alice@example.org\n\nhello\n";

  private static String signed(String body) throws IOException {
    String mail = "From: alice@example.org\r\nDate: Mon, 01 Jun 2026 12:00:00 +0000\r\n\r\n" + body;
    return text(Outgoing.of(octets(mail)).signedBy(People.SIGNER).seal().bytes())
        .replace("\r\n", "\n");
  }

  private static OpenedMail open(String file) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER)
        .open(new ByteArrayInputStream(octets(file)));
  }

  private static void assertRefused(String file, String second) throws IOException {
    OpenedMail mail = open(file);
    assertThat(mail.layers()).isEmpty();
    assertThatThrownBy(mail::requireSigned)
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> {
              assertThat(e.rule()).isEqualTo(SmimeException.Refused.Rule.SEVERAL_MESSAGES);
              assertThat(e)
                  .hasMessageContaining("mbox")
                  .hasMessageContaining(" octet " + file.indexOf(second) + ";");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From x@y Wed Dec  2 09:00:01 2026",
        "From x@y  Wed, 2 Dec 2026 09:00:01 +0100",
        "From - Wed Dec 02 09:00:01 2026",
        "From user at example.org  Wed Dec  2 09:00:01 2026",
        "From \"Bob B\" Wed Dec  2 9:00 PST 2026",
        "From x@y 2026-12-02T09:00:01Z",
        "From x@y Dec  2 9:00 2026",
        "From 123@xxx Wed Dec 02 09:00:01 +0000 2026 remote from x",
        "From x@y",
        "From -",
        "From "
      })
  void b1_severalMessages_areRefused_whateverTheirMboxLines(String line) throws IOException {
    String first = LINE + signed("hello\n");
    String one = line + " ";
    for (String header : new String[] {SECOND, "X-A: 1\n\t2\n" + SECOND, ">From a b\n" + SECOND}) {
      String file = first + "\n" + one + "\n" + header;
      assertRefused(file, one);
      assertRefused(file.replace("\n", "\r\n"), one);
      assertRefused("\n\r\n" + file, one);
      assertRefused("\u00ef\u00bb\u00bf" + file, one);
      assertRefused(file.replace("\n", "\r"), one);
      assertRefused(file.replaceFirst("^From .*", "From "), one);
    }
    String packed = first + one + "\n" + SECOND;
    if (line.contains(":") || line.contains("@")) {
      assertRefused(packed, one);
    }
  }

  @Test
  void b1_theSecondMessage_isFound_whereverItStands() throws IOException {
    for (int length = (1 << 16) - 80; length < (1 << 16) + 8; length++) {
      String first = LINE + "X: " + "a".repeat(length) + "\n\n";
      ByteSource file = ByteSource.of(octets(first + LINE + SECOND));
      assertThatThrownBy(() -> MboxFile.refuse(file, budget(Long.MAX_VALUE)))
          .isInstanceOf(SmimeException.Refused.class)
          .hasMessageContaining(" octet " + first.length() + ";");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\n",
        "hello\n\nFrom now on Wed Dec  2 09:00:00 2026\nwe meet later\n",
        "hello\n\nFrom bob@example.org Wed Dec  2 09:00:00 2026\n\nSubject: x\n",
        "hello\n\nFrom bob@example.org Wed Dec  2 09:00:00 2026",
        "hello\nFrom bob\nSubject: x\n",
        "hello\n\nFrom 9:00 on in 2026\nSubject: x\n",
        "hello\nFrom bob@example.org\nNote: x\n",
        "hello\n\nFrom my desk at home\nFrom: me\n",
        "hello\n\nFrom bob\nNote: well\n\nDate: x\n",
        ">From bob@example.org Wed Dec  2 09:00:00 2026\nSubject: x\n",
        " From bob@example.org Wed Dec  2 09:00:00 2026\nSubject: x\n"
      })
  void b7_oneMessageBehindAnMboxLine_isTrusted_withWhatItsTextSays(String body) throws IOException {
    String file = LINE + signed(body);
    for (String each : new String[] {file, file.replace("\n", "\r\n")}) {
      try (OpenedMail mail = open(each)) {
        mail.requireSigned().requireTrusted();
        assertThat(mail.textPart().orElseThrow().text())
            .contains(body.strip().lines().findFirst().get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PK\u0003\u0004",
        "\u001f\u008b\b",
        "!BDN",
        "7z\u00bc\u00af'\u001c",
        "Rar!\u001a\u0007",
        "\u0001\u0001\u0001\u0001\n",
        "\u0001\u0001\u0001\u0001\r\n",
        "BABYL OPTIONS:",
        "#! rnews 12\n",
        "tar"
      })
  void b1_aFileThatHoldsMessages_isRefusedByItsKind_alsoIfCmsStandsInIt(String head)
      throws IOException {
    String start = head.equals("tar") ? "mh/1" + "\0".repeat(253) + "ustar" : head;
    String message = signed("hello\n");
    OpenedMail mail = open(start + message + message);
    assertThat(mail.layers()).isEmpty();
    assertThat(mail.failure())
        .get()
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> {
              assertThat(e.rule()).isEqualTo(SmimeException.Refused.Rule.SEVERAL_MESSAGES);
              assertThat(e).hasMessageContaining("and no message");
            });
    if (!head.equals("tar")) {
      assertThat(open("X: " + head.strip() + "\n" + message).failure()).isEmpty();
    }
  }

  @Test
  void b7_aFileThatBeginsWithoutMboxLine_isOneMessage() throws IOException {
    for (String body : new String[] {LINE + SECOND, "hello\n\n" + LINE + SECOND}) {
      open(signed(body)).requireSigned().requireTrusted();
    }
    String obsolete = "From : a@b.example\nX: y\n\nhello\n\n" + LINE + SECOND;
    assertThat(open(obsolete).failure()).isEmpty();
  }

  @Test
  void c19_linesThatMayBeginAMessage_areDrawnOnTheWork() throws IOException {
    for (String line : new String[] {"From \n", "From mon jan 1:1 ".repeat(60) + "\n"}) {
      ByteSource file = ByteSource.of(octets(LINE + line.repeat(20_000)));
      MboxFile.refuse(file, budget(Long.MAX_VALUE));
      assertThatThrownBy(() -> MboxFile.refuse(file, budget(20_000)))
          .isInstanceOf(SmimeException.LimitExceeded.class);
    }
    ByteSource plain = ByteSource.of(octets(LINE + "abcdefghi\n".repeat(100_000)));
    MboxFile.refuse(plain, budget(20_000));
    assertThatThrownBy(() -> MboxFile.refuse(plain, budget(5_000)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  private static WorkBudget budget(long units) {
    return WorkBudget.of(Limits.standard().allowing(Limit.WORK, units), 0);
  }
}
