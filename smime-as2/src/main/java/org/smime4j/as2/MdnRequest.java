package org.smime4j.as2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/**
 * What the sender of a message asks for in return (RFC 4130, section 7.3), and the MDN that answers
 * it. Nobody has verified these fields: they are in the header of HTTP, which no signature covers.
 *
 * <pre>{@code
 * MdnRequest request = new MdnRequest(httpHeader);
 * OutgoingMdn answer;
 * try {
 *   As2Received received = reader.open(As2Reader.entity(httpHeader, body));
 *   ByteSource order = received.requireSigned();
 *   answer = request.processed(received, signer);
 * } catch (IOException e) {
 *   answer = request.failed(e, signer);
 * }
 * }</pre>
 */
public final class MdnRequest {

  /** RFC 4130, section 5.3.3. */
  private static final int MOST_CHARACTERS = 998;

  private static final int MOST_OPTIONS = 100;

  private final boolean requested;
  private final String messageId;
  private final String from;
  private final String to;
  private final String options;
  private final String delivery;

  /**
   * Reads the request from the header of an HTTP request.
   *
   * @throws As2Exception if a field occurs twice, has more than 998 characters or other characters
   *     than printable ASCII, or if the message asks for an MDN but has no Message-ID, AS2-From or
   *     AS2-To. Answer such a message with an error of HTTP
   */
  public MdnRequest(Map<String, String> header) throws As2Exception {
    requested = !field(header, "Disposition-Notification-To").isEmpty();
    messageId = field(header, "Message-ID");
    from = field(header, "AS2-From");
    to = field(header, "AS2-To");
    options = field(header, "Disposition-Notification-Options");
    delivery = field(header, "Receipt-Delivery-Option");
    if (requested && (messageId.isEmpty() || from.isEmpty() || to.isEmpty())) {
      throw new As2Exception("The request for an MDN needs Message-ID, AS2-From and AS2-To");
    }
  }

  private static String field(Map<String, String> header, String name) throws As2Exception {
    List<String> values =
        header.entrySet().stream()
            .filter(each -> name.equalsIgnoreCase(each.getKey()))
            .map(each -> each.getValue().strip())
            .toList();
    String value = String.join("\n", values);
    if (value.length() > MOST_CHARACTERS || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new As2Exception(
          "The field " + name + " occurs twice, is too long, or has an invalid character");
    }
    return value;
  }

  /** Returns true if the sender asks for an MDN. Do not send one otherwise. */
  public boolean isRequested() {
    return requested;
  }

  /** Returns true if the sender asks for a signed MDN. */
  public boolean isSigned() {
    return option("signed-receipt-protocol").isPresent();
  }

  /**
   * Returns the URL to which the sender wants an asynchronous MDN; empty if the MDN belongs in the
   * response. The sender chose the URL, and can write the address of a server inside your network.
   * So you must say which URLs you allow: those that the partner gave you before, as in {@code
   * deliveryUrl(Set.of(partnerUrl)::contains)}. This module opens no connection. Do not follow
   * redirects when you send the MDN.
   *
   * @throws As2Exception if the URL is not allowed, or is not an absolute http or https URL
   */
  public Optional<URI> deliveryUrl(Predicate<URI> allowed) throws As2Exception {
    if (delivery.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(delivery);
      if (url.isAbsolute()
          && url.getScheme().matches("(?i)https?")
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && allowed.test(url)) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException e) {
      // Not a URL: refused like others.
    }
    throw new As2Exception("The Receipt-Delivery-Option is not an allowed URL: " + delivery);
  }

  /**
   * Returns the values of an option after its importance, which is required or optional. Empty if
   * there is no such option; without values if there are several.
   */
  private Optional<List<String>> option(String name) {
    List<String> found =
        Arrays.stream(options.split(";", MOST_OPTIONS))
            .map(String::strip)
            .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(name))
            .map(each -> each.substring(name.length()).strip())
            .filter(each -> each.startsWith("="))
            .toList();
    if (found.size() != 1) {
      return found.isEmpty() ? Optional.empty() : Optional.of(List.of());
    }
    String[] words = found.get(0).split(",", MOST_OPTIONS);
    return Optional.of(Arrays.stream(words).skip(1).map(String::strip).toList());
  }

  /** Returns the first supported MIC algorithm that the sender names, or the other one if none. */
  String micAlgorithm(String otherwise) throws As2Exception {
    List<String> named = option("signed-receipt-micalg").orElse(List.of(otherwise));
    return named.stream()
        .filter(Mic::isKnown)
        .findFirst()
        .orElseThrow(
            () ->
                new As2Exception(
                    "The sender names no supported MIC algorithm",
                    Disposition.UNSUPPORTED_MIC_ALGORITHMS));
  }

  /**
   * Writes the MDN for a message that you take. It has the MIC by the algorithm that the sender
   * asks for, or else by that of the signature. If the message has no signature, the MDN confirms
   * only that you received these octets.
   *
   * @param signer signs the MDN if the sender asks for it
   * @throws As2Exception if the sender names no supported MIC algorithm; or if the message is
   *     encrypted without authentication and not signed, because a stranger could learn encrypted
   *     content from such MDNs
   * @throws SmimeException.NotTrusted if there is a signature, and it is not trusted
   */
  public OutgoingMdn processed(As2Received received, Signer signer) throws IOException {
    As2Exception closed = received.closed();
    if (closed != null) {
      throw closed;
    }
    String ofSignature =
        received.signature().map(report -> report.worst().digest()).orElse("sha-256");
    Mic mic = received.mic(micAlgorithm(Mic.isKnown(ofSignature) ? ofSignature : "sha-256"));
    return written(Disposition.PROCESSED, mic, signer);
  }

  /**
   * Writes the MDN for a message that you could not open, verify or store. A sender learns only the
   * disposition. All failures that depend on a secret have the same one, as {@link As2Reader}
   * throws the same exception for them. Keep the cause for your own log.
   *
   * @param cause what {@link As2Reader}, {@link As2Received} or your own code threw
   * @param signer signs the MDN if the sender asks for it
   */
  public OutgoingMdn failed(IOException cause, Signer signer) throws IOException {
    return written(disposition(cause), null, signer);
  }

  /**
   * Writes the MDN with a disposition that your own rules require, such as {@link
   * Disposition#DUPLICATE_DOCUMENT}, or {@link Disposition#INSUFFICIENT_MESSAGE_SECURITY} for a
   * message that is not encrypted.
   *
   * @param signer signs the MDN if the sender asks for it
   * @throws IllegalArgumentException for {@link Disposition#PROCESSED}: only {@link #processed}
   *     confirms a message
   */
  public OutgoingMdn refused(Disposition disposition, Signer signer) throws IOException {
    if (disposition == Disposition.PROCESSED) {
      throw new IllegalArgumentException("Call processed(...), which adds the MIC");
    }
    return written(disposition, null, signer);
  }

  private static Disposition disposition(IOException cause) {
    if (cause instanceof As2Exception as2) {
      return as2.disposition();
    } else if (cause instanceof SmimeException.NotTrusted untrusted) {
      return untrusted.code().severity() == Finding.Severity.BROKEN
          ? Disposition.INTEGRITY_CHECK_FAILED
          : Disposition.AUTHENTICATION_FAILED;
    } else if (cause instanceof SmimeException.LimitExceeded exceeded) {
      return exceeded.limit() == Limit.INFLATED_OCTETS || exceeded.limit() == Limit.INFLATE_RATIO
          ? Disposition.DECOMPRESSION_FAILED
          : Disposition.UNEXPECTED_PROCESSING_ERROR;
    }
    // The reader names the failures of the other layers itself.
    return cause instanceof SmimeException
        ? Disposition.DECRYPTION_FAILED
        : Disposition.UNEXPECTED_PROCESSING_ERROR;
  }

  private OutgoingMdn written(Disposition disposition, @Nullable Mic mic, Signer signer)
      throws IOException {
    if (!requested) {
      throw new IllegalStateException("The sender asks for no MDN");
    }
    String report =
        """
        Content-Type: multipart/report; report-type=disposition-notification; boundary="%1$s"

        --%1$s
        Content-Type: text/plain; charset=us-ascii

        Disposition of the message %2$s:
        %3$s
        --%1$s
        Content-Type: message/disposition-notification

        Reporting-UA: smime4j
        Final-Recipient: rfc822; %4$s
        Original-Message-ID: %2$s
        Disposition: automatic-action/MDN-sent-automatically; %3$s%5$s

        --%1$s--
        """
            .formatted(
                As2Outgoing.boundary(),
                messageId,
                disposition,
                to,
                mic == null ? "" : "\nReceived-content-MIC: " + mic);
    As2Outgoing mdn = new As2Outgoing(ByteSource.of(As2Outgoing.lines(report)));
    if (isSigned()) {
      mdn = mdn.signedBy(signer);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    mdn.writeBody(body, "sha-256");
    Map<String, String> header = new TreeMap<>(mdn.header());
    header.put("AS2-Version", "1.1");
    header.put("AS2-From", to);
    header.put("AS2-To", from);
    header.put("Message-ID", "<" + UUID.randomUUID() + "@as2.invalid>");
    header.put("MIME-Version", "1.0");
    return new OutgoingMdn(Map.copyOf(header), ByteSource.of(body.toByteArray()), disposition);
  }
}
