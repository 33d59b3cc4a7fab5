package mailclient;

import java.io.IOException;
import java.nio.file.Path;
import org.smime4j.Octets;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.KeyHistory;
import org.smime4j.mail.AuthenticationResults;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;
import org.smime4j.trust.CertificateFiles;
import org.smime4j.trust.TrustPolicy;

/**
 * {@code GatewayFilter IDENTIFIER ROOTS < message > message}: passes a message on with one more
 * field, Authentication-Results, and without those that pretend to be from here. The rest is not
 * changed, so that signatures stay whole. Where it fails nothing is written, and the status is 75
 * (EX_TEMPFAIL): the mail server tries again.
 */
public final class GatewayFilter {

  private static final int TRY_AGAIN = 75;

  private GatewayFilter() {}

  /** Filters the standard input. */
  public static void main(String[] args) {
    try {
      TrustPolicy trust =
          TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of(args[1])).certificates());
      Octets message = Octets.of(System.in.readAllBytes());
      filter(message, args[0], Verifier.trusting(trust)).writeTo(System.out);
      System.out.flush();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(TRY_AGAIN);
    }
  }

  /** The message with the field in front. No key is at hand: encrypted mail passes unread. */
  static Octets filter(Octets message, String identifier, Verifier verifier) throws IOException {
    try (OpenedMail mail =
        MailReader.with(Decryptor.with(KeyHistory.of()), verifier).open(message)) {
      return AuthenticationResults.of(mail, identifier).replacedIn(message);
    }
  }
}
