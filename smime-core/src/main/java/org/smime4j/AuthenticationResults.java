package org.smime4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.open.AuthservId;
import org.smime4j.internal.open.OuterHeader;
import org.smime4j.internal.open.ReadMail;
import org.smime4j.reports.Binding;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A header field by which a gateway reports its result to the mail programs behind it:
 * Authentication-Results with the method {@code smime} (RFC 7281, RFC 8601). Text from the message
 * or a certificate is quoted, shortened and escaped, so that a sender cannot insert a forged
 * result.
 *
 * <p>{@code pass} means that all signers of a signature over the whole message are trusted, and
 * that their certificates hold the From address. A mail program trusts the field because of its
 * identifier. Fields from outside that have the gateway's identifier must therefore not pass:
 * {@link #replacedIn} removes them.
 *
 * <pre>{@code
 * ByteSource passedOn = AuthenticationResults.of(mail, "mx.example.org").replacedIn(message);
 * }</pre>
 */
public sealed interface AuthenticationResults permits AuthenticationResultsDoor {

  /**
   * Returns the result for a message.
   *
   * @param identifier the authserv-id of the gateway, usually its host name
   * @throws IllegalArgumentException if the identifier has characters other than letters, digits,
   *     dots, hyphens and underscores
   */
  static AuthenticationResults of(OpenedMail opened, String identifier) {
    return AuthenticationResultsDoor.of(opened, identifier);
  }

  /**
   * The value after {@code smime=} (RFC 7281 section 3), in lower case: {@code pass} if all signers
   * are trusted and their certificates hold the From address; {@code none} if the message is not
   * signed; otherwise {@code fail}, {@code policy}, {@code neutral}, {@code temperror} or {@code
   * permerror}.
   */
  String result();

  /**
   * Returns the body of the field, unfolded and in ASCII, for a program that adds header fields.
   */
  String value();

  /**
   * Returns the message with this field in front, and without other Authentication-Results fields
   * of the same identifier. This method also removes lines that would continue this field or hide
   * another one: a folded first line, and fields with NUL or with CR without LF. If such a line is
   * removed, {@link Delivery#DOUBT} says so: the message is not trusted without it either. This
   * method changes nothing else.
   *
   * @throws SmimeException.LimitExceeded if the header of the message is too large
   * @throws SmimeException.Malformed if such a field has an empty line between two CR, so that the
   *     body may stand in it
   */
  ByteSource replacedIn(ByteSource message) throws IOException;
}

final class AuthenticationResultsDoor implements AuthenticationResults {

  /** The value after {@code smime=} (RFC 7281 section 3). */
  private enum Result {
    /** The message is not signed. */
    NONE,
    /** All signers are trusted, and their certificates hold the From address. */
    PASS,
    /** A signature is broken, or a signer is not trusted. */
    FAIL,
    /**
     * The signature is intact, but its digest, key or policy is not accepted here, or it is not
     * bound to the From address.
     */
    POLICY,
    /** The gateway cannot judge the signature. */
    NEUTRAL,
    /** Something was unavailable that may be available later. */
    TEMPERROR,
    /** The message cannot be read. */
    PERMERROR
  }

  private static final String FIELD = "Authentication-Results";
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
  private static final String NOT_OPENED = "not opened here";
  private static final int LONGEST = 200;

  private final String identifier;
  private final Result result;
  private final String reason;
  private final List<String> properties;

  private AuthenticationResultsDoor(
      String identifier, Result result, String reason, List<String> properties) {
    this.identifier = identifier;
    this.result = result;
    this.reason = reason;
    this.properties = List.copyOf(properties);
  }

  static AuthenticationResults of(OpenedMail opened, String identifier) {
    ReadMail mail = ReadMail.of(opened);
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw new IllegalArgumentException("an authserv-id is a name such as mx.example.org");
    }
    Optional<SignatureReport> report = mail.wholeSignature();
    if (report.isPresent()) {
      SignerVerdict worst = report.get().worst();
      boolean failed = mail.failure().isPresent();
      Result result = failed ? Result.NEUTRAL : result(worst);
      // Mail programs show From, and not a signer that the caller named.
      result = result == Result.PASS && !mail.isBoundToFrom() ? Result.POLICY : result;
      String reason =
          failed
              ? "what was signed cannot be read"
              : worst.findings().stream().findFirst().map(Finding::sentence).orElse("");
      return new AuthenticationResultsDoor(identifier, result, reason, properties(worst));
    }
    if (mail.failure().isPresent()) {
      SmimeException failure = mail.failure().get();
      boolean readable =
          failure instanceof SmimeException.NoMatchingKey
              || failure instanceof SmimeException.NotDecryptable
              || failure instanceof SmimeException.Refused
              || failure instanceof SmimeException.ProviderUnavailable
              || failure instanceof SmimeException.UnsupportedAlgorithm;
      return new AuthenticationResultsDoor(
          identifier,
          readable ? Result.NEUTRAL : Result.PERMERROR,
          readable ? NOT_OPENED : "it cannot be read",
          List.of());
    }
    return new AuthenticationResultsDoor(identifier, Result.NONE, "", List.of());
  }

  private static Result result(SignerVerdict worst) {
    if (worst.state() == SignerVerdict.State.TRUSTED) {
      return worst.binding() == Binding.MATCH ? Result.PASS : Result.POLICY;
    }
    return switch (worst.findings().get(0).code()) {
      case FORBIDDEN_DIGEST, WEAK_DIGEST, WEAK_KEY, CERTIFICATE_POLICY -> Result.POLICY;
      case UNSUPPORTED_ALGORITHM, CERTIFICATE_MISSING, CONTENT_MISSING, NO_ANCHORS ->
          Result.NEUTRAL;
      case REVOCATION_UNKNOWN -> Result.TEMPERROR;
      default -> worst.state() == SignerVerdict.State.UNKNOWN ? Result.NEUTRAL : Result.FAIL;
    };
  }

  private static List<String> properties(SignerVerdict signer) {
    List<String> properties = new ArrayList<>();
    signer.addresses().stream()
        .filter(address -> address.length() <= LONGEST)
        .findFirst()
        .ifPresent(address -> properties.add("body.smime-identifier=" + quoted(address)));
    Optional<X509Certificate> certificate = signer.certificate();
    if (certificate.isPresent()) {
      String serial = certificate.get().getSerialNumber().toString();
      properties.add("body.smime-serial=" + quoted(serial));
      properties.add(
          "body.smime-issuer="
              + quoted(DistinguishedName.print(certificate.get().getIssuerX500Principal())));
    }
    return properties;
  }

  /** A quoted-string of visible ASCII. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\');
              }
              quoted.append(c >= ' ' && c < 0x7f ? (char) c : '?');
            });
    return quoted.append('"').toString();
  }

  @Override
  public String result() {
    return result.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String value() {
    return identifier + "; " + String.join(" ", stated());
  }

  private List<String> stated() {
    List<String> stated = new ArrayList<>();
    stated.add("smime=" + result());
    // Quoted whether it is stated or not: the time must not tell that a message opened.
    String quoted = "reason=" + quoted(reason.isEmpty() ? NOT_OPENED : reason);
    stated.addAll(reason.isEmpty() ? List.of() : List.of(quoted));
    stated.addAll(properties);
    return stated;
  }

  @Override
  public ByteSource replacedIn(ByteSource message) throws IOException {
    ByteSource whole = message.sizeIfKnown().isPresent() ? message : ByteSource.of(message.bytes());
    HeaderFields header = EntityScanner.header(whole, Limits.standard());
    List<ByteSource> pieces = new ArrayList<>();
    long at = header.start();
    byte[] mbox = whole.slice(0, at).bytes();
    if (at > 0 && !OuterHeader.hidesLines(mbox)) {
      pieces.add(ByteSource.of(mbox));
      if (mbox[mbox.length - 1] != '\n') {
        pieces.add(ByteSource.of(new byte[] {'\r', '\n'}));
      }
    }
    String field = FIELD + ": " + identifier + ";\r\n " + String.join("\r\n ", stated()) + "\r\n";
    pieces.add(ByteSource.of(field.getBytes(StandardCharsets.US_ASCII)));
    for (HeaderField each : header.all()) {
      if (new String(each.raw(), StandardCharsets.ISO_8859_1).contains("\r\r")) {
        throw new SmimeException.Malformed(
            "the header", at, "its lines end with CR without LF, and so may the header");
      }
    }
    pieces.addAll(
        OuterHeader.without(
            each -> OuterHeader.hidesLines(each.raw()) || AuthservId.mayBe(identifier, each.raw()),
            header,
            whole));
    return new JoinedOctets(pieces);
  }

  @Override
  public String toString() {
    return FIELD + ": " + value();
  }
}
