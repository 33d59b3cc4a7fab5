package org.smime4j.planted.mail;

class MailKnowsJakarta {
  org.smime4j.planted.jakarta.Jakarta room;
  jakarta.mail.internet.MimeMessage library;
}
