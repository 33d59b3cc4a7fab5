package org.smime4j.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Unreachable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties under {@code gateway}. With an unknown one the gateway does not start.
 *
 * @param out what leaves the domain; null if none does through here
 * @param in what comes from outside; null if none does through here
 * @param networks the networks whose servers may send mail through the gateway
 * @param name the name by which the gateway greets
 * @param size the longest message
 * @param memory what all messages that are received at once may take, by their sizes
 * @param connections so many may be open to each port
 * @param recipients so many may a message have
 * @param timeout how long the next server may take for an answer
 * @param patience how long a client may take for a message, and a message for its turn
 * @param reload how often files are looked at
 * @param state the folder of the certificate book and of the indexes of directories of keys
 */
@ConfigurationProperties(prefix = "gateway", ignoreUnknownFields = false)
record GatewayProperties(
    @Nullable Out out,
    @Nullable In in,
    @DefaultValue({"127.0.0.0/8", "::1/128"}) List<String> networks,
    @DefaultValue("localhost") String name,
    @DefaultValue("32MB") DataSize size,
    @DefaultValue("32MB") DataSize memory,
    @DefaultValue("100") int connections,
    @DefaultValue("1000") int recipients,
    @DefaultValue("5m") Duration timeout,
    @DefaultValue("5m") Duration patience,
    @DefaultValue("30s") Duration reload,
    @DefaultValue("/var/lib/smime-gateway") Path state) {

  /** Host and port of the gateway and of the next server, and whether that must have TLS. */
  interface Hops {
    URI listen();

    URI nextHop();

    boolean tls();
  }

  /**
   * What leaves the domain. How it is protected says {@code smime.mail.protection}.
   *
   * @param listen where the gateway listens, such as smtp://127.0.0.1:10025
   * @param nextHop the next server, such as smtp://127.0.0.1:10026
   * @param tls whether the next server must have TLS, with a certificate of its name
   * @param signers key files, or directories of them: the one of the sender signs
   * @param directory the LDAP directory of recipients' certificates, asked after the files
   * @param domains what happens to recipients of a domain without an accepted certificate
   */
  record Out(
      URI listen,
      URI nextHop,
      @DefaultValue("false") boolean tls,
      @DefaultValue List<Path> signers,
      @Nullable URI directory,
      @DefaultValue Map<String, Unreachable> domains)
      implements Hops {}

  /**
   * What comes from outside. The keys that open it are in {@code smime.keys.history}.
   *
   * @param listen where the gateway listens, such as smtp://127.0.0.1:10025
   * @param nextHop the next server, such as smtp://127.0.0.1:10026
   * @param tls whether the next server must have TLS, with a certificate of its name
   * @param identifier the name in Authentication-Results
   * @param onlyAuthenticated whether a message stays encrypted if nothing shows that its content is
   *     unchanged
   * @param harvest whether the book learns the certificates of trusted mail
   */
  record In(
      URI listen,
      URI nextHop,
      @DefaultValue("false") boolean tls,
      String identifier,
      @DefaultValue("false") boolean onlyAuthenticated,
      @DefaultValue("false") boolean harvest)
      implements Hops {}
}
