package org.smime4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.smime4j.MailReader;
import org.smime4j.reports.MailPart;
import org.smime4j.sources.ByteSource;

/**
 * How a message is built, read without any key: its parts (RFC 2046), and the CMS in them. It only
 * shows what is there, and nothing that judges a message uses it.
 */
record MailOutline(Outline outline) {

  private static final List<String> SHOWN = List.of("From", "To", "Cc", "Subject", "Date");
  private static final String AS_IT_IS = "it is shown as the sender's word";
  private static final int DER_SEQUENCE = 0x30;

  /** A whole input: mail, or CMS as DER, PEM or Base64. */
  void write(byte[] octets) throws IOException {
    if (octets.length > 1 && octets[0] == DER_SEQUENCE && (octets[1] & 0xff) >= 0x80) {
      outline.within("CMS", () -> cms(octets));
      return;
    }
    MailPart root = MailReader.structure(ByteSource.of(octets));
    if (root.isEntity()) {
      outline.within("message", () -> entity(root));
    } else if (isCms(root)) {
      outline.within("CMS as text", () -> cms(root.unverifiedContent(AS_IT_IS).bytes()));
    } else {
      outline.fault("this is neither mail nor CMS");
    }
  }

  private void cms(byte[] octets) throws IOException {
    new CmsOutline(outline, this).write(octets);
  }

  /** What is in a signature, if it is mail. */
  void content(byte[] octets) throws IOException {
    MailPart root = MailReader.structure(ByteSource.of(octets));
    if (root.isEntity()) {
      entity(root);
    }
  }

  private void entity(MailPart part) throws IOException {
    outline.step();
    for (String name : SHOWN) {
      for (String value : part.fields(name)) {
        outline.line(name + ": " + value);
      }
    }
    byte[] content = part.unverifiedContent(AS_IT_IS).bytes();
    List<String> types = part.fields("Content-Type");
    String line =
        (types.isEmpty() ? part.type() + " (not said)" : String.join(" and ", types))
            + part.fields("Content-Transfer-Encoding").stream()
                .map(encoding -> ", " + encoding.strip())
                .reduce("", String::concat)
            + String.format(Locale.ROOT, ", %,d octets", content.length);
    if (!part.children().isEmpty()) {
      outline.within(line, () -> parts(part.children()));
    } else if (isCms(part)) {
      outline.within(line, () -> cms(content));
    } else {
      outline.line(line);
      if (part.type().startsWith("multipart/")) {
        outline.fault("it has no parts");
      }
    }
  }

  private void parts(List<MailPart> parts) throws IOException {
    for (MailPart part : parts) {
      entity(part);
    }
  }

  /** By its type, or, as many gateways leave it, by the name of the file alone. */
  private static boolean isCms(MailPart part) {
    return part.type().matches("application/(x-)?pkcs7-(mime|signature)")
        || (part.type().equals("application/octet-stream")
            && part.name().orElse("").toLowerCase(Locale.ROOT).matches(".*\\.p7[mscz]"));
  }
}
