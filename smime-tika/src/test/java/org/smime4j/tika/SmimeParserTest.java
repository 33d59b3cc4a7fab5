package org.smime4j.tika;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.RecursiveParserWrapper;
import org.apache.tika.sax.BasicContentHandlerFactory;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.RecursiveParserWrapperHandler;
import org.junit.jupiter.api.Test;
import org.smime4j.SmimeException;
import org.smime4j.keys.KeySource;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.Said;

/** Tika as its users have it: AutoDetectParser, with all parsers that it finds. */
class SmimeParserTest {

  private static final AutoDetectParser TIKA = new AutoDetectParser();

  private final Kit kit = new Kit();

  /** What Tika made of a message. */
  private record Found(String text, Metadata metadata) {

    Optional<String> value(org.apache.tika.metadata.Property property) {
      return Optional.ofNullable(metadata.get(property));
    }
  }

  private static Found parse(byte[] message, String name, ParseContext context) throws Exception {
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
    BodyContentHandler text = new BodyContentHandler(-1);
    try (TikaInputStream in = TikaInputStream.get(message)) {
      TIKA.parse(in, text, metadata, context);
    }
    return new Found(text.toString(), metadata);
  }

  private Found parse(Kit.Message message, ParseContext context) throws Exception {
    context.set(MailReader.class, kit.reader(message));
    return parse(
        Files.readAllBytes(message.file()), message.file().getFileName().toString(), context);
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("[\\s\\p{Z}]+"));
  }

  @Test
  void theTextOfEachMessageThatOpensIsFound_andItsVerdict_andNothingOfTheOthers() throws Exception {
    Map<String, String> wrong = new TreeMap<>();
    int texts = 0;
    int verdicts = 0;
    for (Kit.Message message : Kit.messages()) {
      Found found;
      try {
        found = parse(message, new ParseContext());
      } catch (TikaException e) {
        wrong.put(message.name(), e + " " + e.getCause());
        continue;
      }
      String withheld = message.values().get("withheld");
      if (withheld != null && found.text().contains(withheld)) {
        wrong.put(message.name(), "shows what is withheld");
      }
      try (OpenedMail mail = kit.reader(message).open(message.file())) {
        String expected = message.expected().split(" ")[0];
        String verdict =
            found.value(SmimeMetadata.VERDICT).orElse("none").replace("unsigned", "opened");
        if (mail.failure().isPresent()) {
          if (found.value(SmimeMetadata.FAILURE).isEmpty() || !found.text().isBlank()) {
            wrong.put(message.name(), message.expected() + " but " + found);
          }
          continue;
        }
        if (mail.wholeLayers().isEmpty()) {
          continue;
        }
        verdicts++;
        if (!verdict.equals(expected)) {
          wrong.put(message.name(), expected + " but " + verdict + " " + found.metadata());
        }
        Optional<Said<String>> text;
        try {
          mail.unauthenticatedContent();
          text = mail.text();
        } catch (SmimeException e) {
          text = Optional.empty();
        }
        if (text.isPresent()) {
          texts++;
          if (!words(found.text()).contains(words(text.get().value()))) {
            wrong.put(message.name(), "lacks its text: " + words(text.get().value()) + " in " + words(found.text()));
          }
        }
      }
    }
    wrong.forEach((name, what) -> System.err.println(name + ": " + what.replaceAll("\\s+", " ")));
    System.err.println(texts + " " + verdicts + " " + wrong.size());
    assertThat(wrong).isEmpty();
  }
}
