package org.smime4j.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.smime4j.Credential;
import org.smime4j.spring.SmimeAutoConfiguration;
import org.smime4j.spring.SmimeHealthAutoConfiguration;
import org.smime4j.spring.SmimeProperties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the gateway. */
@SpringBootApplication(
    proxyBeanMethods = false,
    exclude = {SmimeAutoConfiguration.class, SmimeHealthAutoConfiguration.class})
@EnableConfigurationProperties({GatewayProperties.class, SmimeProperties.class})
@EnableScheduling
public class Gateway {

  /** Starts the gateway, with properties of Spring Boot as arguments. */
  public static void main(String... args) {
    SpringApplication.run(Gateway.class, args);
  }

  /** What all messages in the gateway may take, in KiB. The directions share it. */
  @Bean
  static Semaphore memory(GatewayProperties gateway) {
    return new Semaphore((int) Math.min(gateway.memory().toKilobytes(), Integer.MAX_VALUE), true);
  }

  @Bean(destroyMethod = "stop")
  @ConditionalOnProperty("gateway.out.listen")
  static Listener out(
      GatewayProperties gateway, Reloading loaded, MeterRegistry meters, Semaphore memory)
      throws IOException {
    GatewayProperties.Out out = Objects.requireNonNull(gateway.out());
    Outbound way = new Outbound(loaded, loaded.smime, out.domains());
    return new Listener("out", gateway, out, way, meters, memory);
  }

  @Bean(destroyMethod = "stop")
  @ConditionalOnProperty("gateway.in.listen")
  static Listener in(
      GatewayProperties gateway, Reloading loaded, MeterRegistry meters, Semaphore memory)
      throws IOException {
    GatewayProperties.In in = Objects.requireNonNull(gateway.in());
    Listener.Way way = new Inbound(() -> loaded.get().reader(), in, loaded.book);
    return new Listener("in", gateway, in, way, meters, memory);
  }

  /**
   * Whether mail passes now, and will for some days. The status is {@code DOWN} if files could not
   * be read again, a source of certificates fails, or a next server cannot be used; and {@code
   * EXPIRES_SOON} if a certificate ends soon whose key signs.
   */
  @Bean
  static HealthIndicator gatewayHealthIndicator(Reloading loaded, List<Listener> listeners) {
    return new AbstractHealthIndicator() {
      @Override
      protected void doHealthCheck(Health.Builder health) throws IOException {
        Instant soon = Instant.now().plus(Duration.ofDays(loaded.smime.health().days()));
        Reloading.Loaded now = loaded.get();
        List<String> ending =
            now.signing()
                .map(Credential::certificate)
                .filter(each -> each.getNotAfter().toInstant().isBefore(soon))
                .map(each -> each.getSubjectX500Principal() + " until " + each.getNotAfter())
                .toList();
        health.status(ending.isEmpty() ? "UP" : "EXPIRES_SOON").withDetail("ending", ending);
        String fault = loaded.fault;
        if (fault != null) {
          throw new IOException(fault);
        }
        now.source().certificates(List.of("health@gateway.invalid"), any -> {});
        for (Listener each : listeners) {
          each.connect().drop();
        }
      }
    };
  }
}
