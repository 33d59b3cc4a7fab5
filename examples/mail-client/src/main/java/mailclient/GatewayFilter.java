package mailclient;

import java.io.IOException;
import java.nio.file.Path;
import org.smime4j.AuthenticationResults;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * {@code GatewayFilter IDENTIFIER ROOTS < message > message}: passes a message on with one more
 * field, Authentication-Results. It removes existing fields with its own name. It changes nothing
 * else, so signatures stay intact. If it fails, it writes nothing and exits with the status 75
 * (EX_TEMPFAIL). The mail server then tries again.
 *
 * <p>It does not check revocation: it trusts a signer whose certificate was revoked. To check it,
 * call {@code TrustPolicy.revocation(Revocation.crls(...))} on the policy.
 */
public final class GatewayFilter {

  private static final int TRY_AGAIN = 75;

  private GatewayFilter() {}

  /** Filters the standard input. */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: GatewayFilter ID ROOTS < MESSAGE > MESSAGE.checked");
      System.exit(TRY_AGAIN);
    }
    try {
      TrustPolicy trust =
          TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of(args[1])).certificates());
      ByteSource message = ByteSource.of(System.in.readAllBytes());
      filter(message, args[0], Verifier.trusting(trust)).writeTo(System.out);
      System.out.flush();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(TRY_AGAIN);
    }
  }

  /** Returns the message with the field in front. Without a key, encrypted mail stays closed. */
  static ByteSource filter(ByteSource message, String identifier, Verifier verifier)
      throws IOException {
    try (OpenedMail mail =
        MailReader.with(Decryptor.with(KeyHistory.of()), verifier).open(message)) {
      return AuthenticationResults.of(mail, identifier).replacedIn(message);
    }
  }
}
