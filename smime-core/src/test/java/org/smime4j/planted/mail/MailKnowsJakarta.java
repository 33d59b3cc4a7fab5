package org.smime4j.planted.mail;

class MailKnowsJakarta {
  org.smime4j.planted.jakarta.Jakarta type;
  jakarta.mail.internet.MimeMessage library;
}
