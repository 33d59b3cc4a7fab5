package org.smime4j.planted.internal.open;

class OpenKnowsJakarta {
  org.smime4j.planted.jakarta.Jakarta type;
  jakarta.mail.internet.MimeMessage library;
}
