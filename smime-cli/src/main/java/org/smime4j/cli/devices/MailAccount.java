package org.smime4j.cli.devices;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mail account of an Apple device that signs and encrypts, with its servers.
 *
 * @param address of the account
 * @param exchange the server of Exchange ActiveSync; null for an account of IMAP
 * @param imap the server that mail is read from; null for an account of Exchange
 * @param smtp the server that mail is sent by; null for an account of Exchange
 */
public record MailAccount(
    String address, @Nullable String exchange, @Nullable String imap, @Nullable String smtp) {

  private static final int IMAPS = 993;
  private static final int SUBMISSION = 587;

  /** Hosts of Exchange Online, which takes no passwords (Microsoft 365 endpoints, all clouds). */
  private static final Pattern EXCHANGE_ONLINE =
      Pattern.compile(
          "(.+\\.)?(office365\\.(com|us)|office\\.com|outlook\\.(com|cn)|cloud\\.microsoft|apps\\.mil)",
          Pattern.CASE_INSENSITIVE);

  String type() {
    return exchange != null ? "com.apple.eas.account" : "com.apple.mail.managed";
  }

  /**
   * The keys of the payload.
   *
   * @param signing the payload of the identity that signs; null if there is none
   * @param encryption the payload of the identity that is encrypted to; null if there is none
   */
  Map<String, Object> payload(@Nullable String signing, @Nullable String encryption) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("EmailAddress", address);
    if (exchange != null) {
      keys.put("Host", exchange);
      keys.put("UserName", address);
      keys.put("SSL", true);
      keys.put("OAuth", EXCHANGE_ONLINE.matcher(exchange).matches());
    } else if (imap != null && smtp != null) {
      keys.put("EmailAccountType", "EmailTypeIMAP");
      keys.put("EmailAccountDescription", address);
      server(keys, "Incoming", imap, IMAPS);
      server(keys, "Outgoing", smtp, SUBMISSION);
      keys.put("OutgoingPasswordSameAsIncomingPassword", true);
    }
    if (signing != null) {
      keys.put("SMIMESigningEnabled", true);
      keys.put("SMIMESigningCertificateUUID", signing);
    }
    if (encryption != null) {
      keys.put("SMIMEEncryptionEnabled", true);
      keys.put("SMIMEEncryptionCertificateUUID", encryption);
      keys.put("SMIMEEnableEncryptionPerMessageSwitch", true);
    }
    return keys;
  }

  private void server(Map<String, Object> keys, String direction, String host, int port) {
    keys.put(direction + "MailServerHostName", host);
    keys.put(direction + "MailServerPortNumber", port);
    keys.put(direction + "MailServerUseSSL", true);
    keys.put(direction + "MailServerAuthentication", "EmailAuthPassword");
    keys.put(direction + "MailServerUsername", address);
  }
}
