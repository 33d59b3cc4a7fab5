package org.smime4j.world;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;

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
    List<String> shown = new ArrayList<>();
    List<String> other = new ArrayList<>();
    try {
      Message message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(octets));
      List<String> authors = new ArrayList<>();
      if (message.getFrom() != null) {
        for (Mailbox each : message.getFrom()) {
          authors.add(each.getAddress());
        }
      }
      walk(message, shown, other);
      return new Reading(authors, shown, other, "");
    } catch (IOException | RuntimeException e) {
      return Reading.refusal(e);
    }
  }

  private static void walk(Entity entity, List<String> shown, List<String> other)
      throws IOException {
    Body body = entity.getBody();
    if (body instanceof Multipart parts) {
      for (Entity part : parts.getBodyParts()) {
        walk(part, shown, other);
      }
    } else if (body instanceof Message inner) {
      walk(inner, shown, other);
    } else if (body instanceof TextBody text
        && !"attachment".equalsIgnoreCase(entity.getDispositionType())) {
      try (Reader reader = text.getReader()) {
        StringBuilder all = new StringBuilder();
        char[] some = new char[4096];
        for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
          all.append(some, 0, count);
        }
        shown.add(all.toString());
      }
    } else if (body instanceof BinaryBody || body instanceof TextBody) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ((SingleBody) body).writeTo(out);
      other.add(Digests.of(entity.getMimeType(), out.toByteArray()));
    }
  }
}
