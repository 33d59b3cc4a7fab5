package org.smime4j.world;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jakarta Mail, as Eclipse Angus implements it. */
final class AngusReader implements MailReader {

  @Override
  public String name() {
    return "Angus Mail "
        + Jars.version("angus-mail", "org/eclipse/angus/mail/smtp/SMTPTransport.class");
  }

  @Override
  public List<Reading> read(List<byte[]> messages) {
    return messages.stream().map(AngusReader::read).toList();
  }

  private static Reading read(byte[] octets) {
    try {
      MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(octets));
      Map<String, List<String>> said = new HashMap<>();
      for (String what : List.of("authors", "dates", "subjects", "shown", "names", "other")) {
        said.put(what, new ArrayList<>());
      }
      Address[] from = message.getFrom();
      for (Address each : from == null ? new Address[0] : from) {
        said.get("authors").addAll(addresses((InternetAddress) each));
      }
      if (message.getSubject() != null) {
        said.get("subjects").add(message.getSubject());
      }
      if (message.getSentDate() != null) {
        said.get("dates").add(String.valueOf(message.getSentDate().getTime() / 1000));
      }
      walk(message, said);
      return Reading.of(said, "");
    } catch (MessagingException | IOException | RuntimeException e) {
      return Reading.refusal(e);
    }
  }

  private static List<String> addresses(InternetAddress address) throws MessagingException {
    InternetAddress[] members = address.isGroup() ? address.getGroup(false) : null;
    List<String> addresses = new ArrayList<>();
    for (InternetAddress each : members == null ? new InternetAddress[] {address} : members) {
      addresses.add(each.getAddress() == null ? String.valueOf(each) : each.getAddress());
    }
    return addresses;
  }

  private static void walk(Part part, Map<String, List<String>> said)
      throws MessagingException, IOException {
    if (part.isMimeType("multipart/*") || part.isMimeType("message/rfc822")) {
      Object content = part.getContent();
      if (content instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          walk(parts.getBodyPart(i), said);
        }
        return;
      }
      if (content instanceof Part inner) {
        walk(inner, said);
        return;
      }
    }
    if (part.getFileName() != null) {
      said.get("names").add(part.getFileName());
    }
    if (part.isMimeType("text/*") && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
      said.get("shown").add(text(part));
    } else {
      try (InputStream in = part.getInputStream()) {
        said.get("other")
            .add(
                Digests.of(
                    part.getContentType().replaceAll("\\s*;(?s:.*)", ""), in.readAllBytes()));
      }
    }
  }

  private static String text(Part part) throws MessagingException, IOException {
    try {
      if (part.getContent() instanceof String text) {
        return text;
      }
    } catch (UnsupportedEncodingException e) {
      // which it says of an unknown charset; its octets can be shown all the same
    }
    try (InputStream in = part.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
