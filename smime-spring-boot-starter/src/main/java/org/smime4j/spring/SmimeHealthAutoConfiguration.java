package org.smime4j.spring;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.smime4j.Credential;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Makes the health indicator {@code smime}, if the application has health and a signing key. It
 * says when the certificate expires with which the application signs, and which files beside its
 * key were skipped: one of them may have held a newer key. The status is {@code UP}, {@code
 * EXPIRES_SOON}, or {@code OUT_OF_SERVICE} while the certificate is not valid. Spring Boot does not
 * count {@code EXPIRES_SOON} as a failure of the application.
 */
@AutoConfiguration(after = SmimeAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("smime")
public final class SmimeHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "smimeHealthIndicator")
  @ConditionalOnSingleCandidate(Credential.class)
  static HealthIndicator smimeHealthIndicator(Credential identity, SmimeProperties properties) {
    return () -> health(identity, properties.health().days(), Instant.now());
  }

  static Health health(Credential identity, int days, Instant now) {
    X509Certificate certificate = identity.certificate();
    Instant end = certificate.getNotAfter().toInstant();
    Duration left = Duration.between(now, end);
    Health.Builder health = Health.up();
    if (left.isNegative() || now.isBefore(certificate.getNotBefore().toInstant())) {
      health.outOfService();
    } else if (left.compareTo(Duration.ofDays(days)) < 0) {
      health.status("EXPIRES_SOON");
    }
    return health
        .withDetail("certificate", certificate.getSubjectX500Principal().getName())
        .withDetail("validUntil", end.toString())
        .withDetail("daysLeft", left.toDays())
        .withDetail("skipped", List.copyOf(identity.skipped().keySet()))
        .build();
  }
}
