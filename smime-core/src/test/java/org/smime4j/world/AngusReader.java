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
import java.util.List;

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
      List<String> authors = new ArrayList<>();
      Address[] from = message.getFrom();
      for (Address each : from == null ? new Address[0] : from) {
        authors.addAll(addresses((InternetAddress) each));
      }
      List<String> shown = new ArrayList<>();
      List<String> other = new ArrayList<>();
      walk(message, shown, other);
      return new Reading(authors, shown, other, "");
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

  private static void walk(Part part, List<String> shown, List<String> other)
      throws MessagingException, IOException {
    if (part.isMimeType("multipart/*") || part.isMimeType("message/rfc822")) {
      Object content = part.getContent();
      if (content instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          walk(parts.getBodyPart(i), shown, other);
        }
        return;
      }
      if (content instanceof Part inner) {
        walk(inner, shown, other);
        return;
      }
    }
    if (part.isMimeType("text/*") && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
      shown.add(text(part));
    } else {
      try (InputStream in = part.getInputStream()) {
        other.add(
            Digests.of(part.getContentType().replaceAll("\\s*;(?s:.*)", ""), in.readAllBytes()));
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
