package org.smime4j.internal.verify;

import java.io.IOException;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.events.WorkEvent.VerifyEvent;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Judges one SignedData, records this as an event, and reports failures as failures of the message.
 */
final class RecordedVerification {

  private RecordedVerification() {}

  /** Judges. */
  interface Judging {
    JudgedSignature judge() throws IOException;
  }

  /**
   * @param sized the octets whose size the event records
   */
  static JudgedSignature of(ByteSource sized, Limits limits, Judging judging) throws IOException {
    return Events.mayBeRecorded() ? recorded(sized, limits, judging) : guarded(limits, judging);
  }

  private static JudgedSignature recorded(ByteSource sized, Limits limits, Judging judging)
      throws IOException {
    VerifyEvent event = new VerifyEvent();
    event.size = sized.sizeIfKnown().orElse(-1);
    return event.around(
        () -> {
          JudgedSignature judged = guarded(limits, judging);
          if (!event.isEnabled()) {
            return judged;
          }
          JudgedSigner worst = judged.worst();
          event.signers = judged.signers().size();
          event.verdict = worst.state().name();
          worst.findings().stream()
              .findFirst()
              .ifPresent(finding -> event.finding = finding.code().name());
          event.scheme = worst.evidence().scheme();
          event.digest = worst.evidence().digest();
          return judged;
        });
  }

  private static JudgedSignature guarded(Limits limits, Judging judging) throws IOException {
    try {
      return judging.judge();
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.ASN1_DEPTH, limits.get(Limit.ASN1_DEPTH));
    } catch (RuntimeException e) {
      // No private key was used, so the cause reveals no secret.
      SmimeException malformed =
          new SmimeException.Malformed("SignedData", -1, "it cannot be read");
      malformed.initCause(e);
      throw malformed;
    }
  }
}
