package org.smime4j.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An mbox is split as mbox(5) says, whatever its messages hold. */
class MboxTest {

  private static final String[] LINES = {
    "",
    "From a",
    "From",
    "From:",
    ">From a",
    ">>From a",
    ">",
    ">Fro",
    "x From a",
    "Fro",
    " From a",
    "\r",
    "text",
    "f".repeat(70_000)
  };

  @TempDir private Path folder;

  private List<String> split(String mbox, Unquoted.Rule rule) throws IOException {
    Path file = folder.resolve("mbox");
    Files.writeString(file, mbox, StandardCharsets.ISO_8859_1);
    Files.deleteIfExists(folder.resolve("messages"));
    int count = Listing.write(folder, "messages", new Mbox(file));
    List<String> messages = new ArrayList<>();
    try (Listing listing = Listing.open(folder.resolve("messages"))) {
      for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
        assertThat(entry.name()).isEqualTo("mbox");
        assertThat(entry.number()).isEqualTo(messages.size() + 1);
        try (InputStream in = new Unquoted(entry.open(), rule)) {
          messages.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    assertThat(count).isEqualTo(messages.size());
    return messages;
  }

  @Test
  void eachLineFromBeginsAMessage_andOneEmptyLineBeforeItIsNotTheMessages() throws IOException {
    assertThat(split("From a\nx\n\nFrom b\ny\n\n", Unquoted.Rule.MBOXRD))
        .containsExactly("x\n", "y\n");
    assertThat(split("From a\r\nx\r\n\r\nFrom b\r\ny\r\n\r\n", Unquoted.Rule.MBOXRD))
        .containsExactly("x\r\n", "y\r\n");
    assertThat(split("From a\nx\n\n\nFrom b\ny", Unquoted.Rule.MBOXRD))
        .containsExactly("x\n\n", "y");
  }

  @Test
  void withoutTheEmptyLineNoMessageIsHiddenInTheOneBeforeIt() throws IOException {
    assertThat(split("From a\nx\nFrom b\ny\n", Unquoted.Rule.MBOXRD)).containsExactly("x\n", "y\n");
  }

  @Test
  void aMessageMayBeEmpty_andTheFileMayEndAnywhere() throws IOException {
    assertThat(split("From a\nFrom b\n\nFrom c", Unquoted.Rule.MBOXRD)).containsExactly("", "", "");
    assertThat(split("\n\r\nFrom a\nx\n", Unquoted.Rule.MBOXRD)).containsExactly("x\n");
    assertThat(split("", Unquoted.Rule.MBOXRD)).isEmpty();
    assertThat(split("\n\n", Unquoted.Rule.MBOXRD)).isEmpty();
  }

  @Test
  void whatBeginsOtherwiseIsNoMbox() {
    for (String other : List.of("Subject: x\n\nFrom a\nx\n", "x", "from a\nx\n", ">From a\nx\n")) {
      assertThatThrownBy(() -> split(other, Unquoted.Rule.MBOXRD))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no mbox");
    }
  }

  @Test
  void quotedLinesAreThoseOfTheRule() throws IOException {
    String mbox = "From a\n>From x\n>>From y\n>From\n> From z\n";
    assertThat(split(mbox, Unquoted.Rule.MBOXRD))
        .containsExactly("From x\n>From y\n>From\n> From z\n");
    assertThat(split(mbox, Unquoted.Rule.MBOXO))
        .containsExactly("From x\n>>From y\n>From\n> From z\n");
    assertThat(split(mbox, Unquoted.Rule.NONE))
        .containsExactly(">From x\n>>From y\n>From\n> From z\n");
  }

  @Test
  void whatMboxrdWrites_isReadAsItWas() throws IOException {
    long seed = System.nanoTime();
    System.out.println("MboxTest seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 60; run++) {
      List<String> messages = new ArrayList<>();
      StringBuilder mbox = new StringBuilder();
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        StringBuilder message = new StringBuilder();
        for (int line = random.nextInt(9); line > 0; line--) {
          message.append(LINES[random.nextInt(LINES.length)]).append('\n');
        }
        messages.add(message.toString());
        mbox.append("From somebody\n");
        message
            .toString()
            .lines()
            .forEach(
                line ->
                    mbox.append(line.matches("(?s)>*From .*") ? ">" : "")
                        .append(line)
                        .append('\n'));
        mbox.append('\n');
      }
      // lines() takes a bare CR for a line's end; so does nobody who writes an mbox.
      List<String> expected = messages.stream().map(each -> each.replace("\r\n", "\n")).toList();
      assertThat(split(mbox.toString(), Unquoted.Rule.MBOXRD))
          .as("seed " + seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void howTheOctetsArriveDoesNotMatter_andALineOfQuotesIsNotHeld() throws IOException {
    String text = ">".repeat(100_000) + "From a\n>From\n" + ">".repeat(5) + "Fro\n>From b";
    Unquoted slow =
        new Unquoted(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
              @Override
              public synchronized int read(byte[] into, int offset, int count) {
                return super.read(into, offset, Math.min(count, 3));
              }
            },
            Unquoted.Rule.MBOXRD);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int b = slow.read(); b >= 0; b = slow.read()) {
      out.write(b);
    }
    assertThat(out.toString(StandardCharsets.US_ASCII))
        .isEqualTo(">".repeat(99_999) + "From a\n>From\n" + ">".repeat(5) + "Fro\nFrom b");
    assertThat(slow.lines()).isEqualTo(2);
  }

  @Test
  void aFileThatIsCutAfterItWasListed_isAnErrorOfItsLastMessage() throws IOException {
    Path file = folder.resolve("mbox");
    Files.writeString(file, "From a\nx\n\nFrom b\nyyyy\n");
    Listing.write(folder, "messages", new Mbox(file));
    Files.writeString(file, "From a\nx\n\nFrom b\nyy");
    try (Listing listing = Listing.open(folder.resolve("messages"));
        InputStream first = listing.next().open();
        InputStream second = listing.next().open()) {
      assertThat(first.readAllBytes()).hasSize(2);
      assertThatThrownBy(second::readAllBytes).hasMessageContaining("shorter");
    }
  }
}
