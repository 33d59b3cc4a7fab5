package org.smime4j.world;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.jspecify.annotations.Nullable;

/** Apache James mime4j. */
final class Mime4jReader implements MailReader {

  @Override
  public String name() {
    return "Apache James mime4j "
        + Jars.version("apache-mime4j-dom", "org/apache/james/mime4j/dom/Message.class");
  }

  @Override
  public List<Reading> read(List<byte[]> messages) {
    return messages.stream().map(Mime4jReader::read).toList();
  }

  private static Reading read(byte[] octets) {
    Map<String, List<String>> said = new HashMap<>();
    try {
      Message message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(octets));
      if (message.getFrom() != null) {
        for (Mailbox each : message.getFrom()) {
          add(said, "authors", each.getAddress());
        }
      }
      add(said, "subjects", message.getSubject());
      if (message.getDate() != null) {
        add(said, "dates", String.valueOf(message.getDate().getTime() / 1000));
      }
      walk(message, said);
      return Reading.of(said, "");
    } catch (IOException | RuntimeException e) {
      return Reading.refusal(e);
    }
  }

  private static void add(Map<String, List<String>> said, String what, @Nullable String text) {
    if (text != null) {
      said.computeIfAbsent(what, each -> new ArrayList<>()).add(text);
    }
  }

  private static void walk(Entity entity, Map<String, List<String>> said) throws IOException {
    Body body = entity.getBody();
    if (body instanceof Multipart parts) {
      for (Entity part : parts.getBodyParts()) {
        walk(part, said);
      }
      return;
    }
    if (body instanceof Message inner) {
      walk(inner, said);
      return;
    }
    add(said, "names", entity.getFilename());
    if (body instanceof TextBody text
        && !"attachment".equalsIgnoreCase(entity.getDispositionType())) {
      try (Reader reader = text.getReader()) {
        StringBuilder all = new StringBuilder();
        char[] some = new char[4096];
        for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
          all.append(some, 0, count);
        }
        add(said, "shown", all.toString());
      }
    } else if (body instanceof BinaryBody || body instanceof TextBody) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ((SingleBody) body).writeTo(out);
      add(said, "other", Digests.of(entity.getMimeType(), out.toByteArray()));
    }
  }
}
