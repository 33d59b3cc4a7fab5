package org.smime4j.planted.internal.encrypt;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.function.Supplier;

class ReadsTheClock {

  long millis() {
    return System.currentTimeMillis();
  }

  Instant instant() {
    return Instant.now();
  }

  Supplier<Instant> reference() {
    return Instant::now;
  }

  Date date() {
    return new Date();
  }

  LocalDate day() {
    return LocalDate.now(java.time.ZoneOffset.UTC);
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  Calendar calendar() {
    return Calendar.getInstance(Locale.ROOT);
  }

  void certificate(X509Certificate certificate) throws CertificateException {
    certificate.checkValidity();
  }

  /** Not a violation: the caller chose it. */
  Instant callersClock(Clock clock) {
    return Instant.now(clock);
  }
}
