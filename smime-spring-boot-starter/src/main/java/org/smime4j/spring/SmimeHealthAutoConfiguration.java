package org.smime4j.spring;

import java.time.Clock;
import org.smime4j.Credential;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Makes the health indicator {@code smime}, if the application has health and a signing key. */
@AutoConfiguration(after = SmimeAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("smime")
public final class SmimeHealthAutoConfiguration {

  /** Spring creates it. */
  SmimeHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "smimeHealthIndicator")
  @ConditionalOnSingleCandidate(Credential.class)
  static HealthIndicator smimeHealthIndicator(Credential identity, SmimeProperties properties) {
    return new SigningCertificateHealth(
        identity.certificate(), properties.health().days(), Clock.systemUTC());
  }
}
