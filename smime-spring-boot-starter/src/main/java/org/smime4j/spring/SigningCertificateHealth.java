package org.smime4j.spring;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says when the certificate expires with which the application signs. The status is {@code UP},
 * {@code EXPIRES_SOON}, or {@code OUT_OF_SERVICE} while the certificate is not valid. Spring Boot
 * does not count {@code EXPIRES_SOON} as a failure of the application.
 */
final class SigningCertificateHealth implements HealthIndicator {

  private final X509Certificate certificate;
  private final Duration warning;
  private final Clock clock;

  SigningCertificateHealth(X509Certificate certificate, int days, Clock clock) {
    this.certificate = certificate;
    this.warning = Duration.ofDays(days);
    this.clock = clock;
  }

  @Override
  public Health health() {
    Instant now = clock.instant();
    Instant end = certificate.getNotAfter().toInstant();
    Duration left = Duration.between(now, end);
    boolean isValid = !left.isNegative() && !now.isBefore(certificate.getNotBefore().toInstant());
    Health.Builder health;
    if (!isValid) {
      health = Health.outOfService();
    } else if (left.compareTo(warning) < 0) {
      health = Health.status("EXPIRES_SOON");
    } else {
      health = Health.up();
    }
    return health
        .withDetail("certificate", certificate.getSubjectX500Principal().getName())
        .withDetail("validUntil", end.toString())
        .withDetail("daysLeft", left.toDays())
        .build();
  }
}
