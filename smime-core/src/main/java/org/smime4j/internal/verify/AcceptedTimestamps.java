package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.UnsignedAttributes;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.reports.Timestamp;

/** Finds the time stamps of signatures (RFC 3161, appendix A) that a trusted authority issued. */
record AcceptedTimestamps(VerifyingOptions options, MessageEffort effort)
    implements UnsignedParts.Stamps {

  @Override
  public @Nullable Timestamp earliest(SignerInfo signer, List<Finding> notes) throws IOException {
    PolicyJudge authorities = options.timestampAuthorities;
    if (authorities == null || signer.unsignedAttrs() == null) {
      return null;
    }
    Timestamp earliest = null;
    for (byte[] token :
        UnsignedAttributes.values(
            signer.unsignedAttrs(),
            Oids.TIME_STAMP_TOKEN,
            MessageEffort.MOST_TOKENS,
            options.limits)) {
      if (!effort.spendToken()) {
        note(
            new Finding(
                Finding.Code.TIMESTAMP_NOT_BELIEVED, "The message has too many time stamps"),
            notes);
        break;
      }
      try {
        Timestamp stamp =
            TimestampToken.judged(
                token, signer.signature(), authorities, options.limits, effort.timestamps());
        if (stamp.time().isAfter(options.trust.options().time())) {
          note(
              new Finding(
                  Finding.Code.TIMESTAMP_NOT_BELIEVED,
                  "It is from {0}, after the time of judging",
                  stamp.time()),
              notes);
        } else if (earliest == null || stamp.time().isBefore(earliest.time())) {
          earliest = stamp;
        }
      } catch (TimestampToken.NotBelieved e) {
        note(
            new Finding(Finding.Code.TIMESTAMP_NOT_BELIEVED, "{0}: {1}", e.why().code(), e.why()),
            notes);
      } catch (IOException e) {
        note(
            new Finding(Finding.Code.TIMESTAMP_NOT_BELIEVED, "It cannot be read within the limits"),
            notes);
      }
    }
    return earliest;
  }

  private static void note(Finding why, List<Finding> notes) {
    notes.add(
        new Finding(
            Finding.Code.TIMESTAMP_NOT_BELIEVED,
            "A time stamp of the signature does not count: {0}",
            why));
  }
}
