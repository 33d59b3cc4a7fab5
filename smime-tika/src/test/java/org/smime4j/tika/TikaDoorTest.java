package org.smime4j.tika;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.junit.jupiter.api.Test;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.reports.OpenedMail;

/** Tika's metadata of each message say what the core said. */
class TikaDoorTest {

  private static final Pattern ADDRESS = Pattern.compile("[^<>\\s\"(),;:]+@[^<>\\s\"(),;:]+");

  @Test
  void b13_b24_theMetadataOfEachMessage_areWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("tika");
    for (DoorMessage message : DoorMessage.sample(24)) {
      Judgement judged;
      try (OpenedMail mail = message.reader().open(message.path())) {
        judged = Judgement.of(mail);
      }
      compare(message, judged, differences);
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static void compare(DoorMessage message, Judgement judged, Differences differences)
      throws Exception {
    Metadata said = new Metadata();
    said.set(Metadata.CONTENT_TYPE, isMail(message) ? "message/rfc822" : "application/pkcs7-mime");
    ParseContext context = new ParseContext();
    context.set(MailReader.class, message.reader());
    try (TikaInputStream in = TikaInputStream.get(message.path())) {
      new SmimeParser().parse(in, new BodyContentHandler(-1), said, context);
    } catch (TikaException e) {
      differences.add(message, "refused", judged.verdict(), "TikaException");
      return;
    }
    String verdict = said.get(SmimeMetadata.VERDICT);
    if (verdict == null) {
      verdict = said.get(SmimeMetadata.FAILURE) == null ? "none" : "failed";
    }
    differences.add(message, "verdict", judged.verdict(), verdict);
    if (verdict.equals("none") || verdict.equals("failed")) {
      // Everything that Tika says of other mail is Tika's own.
      return;
    }
    differences.add(
        message, "layers", judged.layers(), List.of(said.getValues(SmimeMetadata.LAYERS)));
    List<String> findings = List.of(said.getValues(SmimeMetadata.FINDINGS));
    differences.add(
        message, "headline", judged.headline(), findings.isEmpty() ? "" : findings.get(0));
    if (isMail(message)) {
      Metadata fields = new Metadata();
      try (TikaInputStream in = TikaInputStream.get(judged.header())) {
        new org.apache.tika.parser.mail.RFC822Parser()
            .parse(in, new BodyContentHandler(-1), fields, new ParseContext());
      }
      differences.add(
          message,
          "author",
          addresses(judged.authors()),
          addresses(List.of(said.getValues(TikaCoreProperties.CREATOR))));
      differences.add(
          message,
          "subject",
          inOneLine(String.join("", judged.subjects())),
          inOneLine(Objects.toString(said.get(TikaCoreProperties.TITLE), "")));
      differences.add(
          message,
          "date",
          Objects.toString(fields.get(TikaCoreProperties.CREATED)),
          Objects.toString(said.get(TikaCoreProperties.CREATED)));
    }
  }

  private static boolean isMail(DoorMessage message) {
    return message.path().toString().endsWith(".eml");
  }

  private static List<String> addresses(List<String> values) {
    TreeSet<String> addresses = new TreeSet<>();
    values.forEach(
        each -> addresses.addAll(ADDRESS.matcher(each).results().map(MatchResult::group).toList()));
    return new ArrayList<>(addresses);
  }

  private static String inOneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Z}]+", " ").strip();
  }
}
