package org.smime4j.internal.base;

import java.util.Comparator;
import org.smime4j.Finding;

/** Makes findings, and says how far each lowers a verdict. */
public final class Findings {

  private static final RootAccess ROOT = RootHolder.access();

  /** The worst first. */
  public static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::code).thenComparing(Finding::sentence);

  private Findings() {}

  /** How far a finding lowers the verdict. The first is the worst. */
  public enum Severity {
    /** The signature does not hold: the content is not what the signer signed. */
    BROKEN,
    /** The signature may hold; the one who made it is not to be believed. */
    UNTRUSTED,
    /** Something that the judgement needs is not at hand. */
    UNKNOWN
  }

  /** A finding with what was found, for a person. */
  public static Finding of(Finding.Code code, String sentence) {
    return ROOT.finding(code, sentence);
  }

  /** How far a finding lowers the verdict. */
  public static Severity severity(Finding finding) {
    return severity(finding.code());
  }

  /** How far findings with a code lower the verdict. */
  public static Severity severity(Finding.Code code) {
    return switch (code) {
      case STRUCTURE, DIGEST_MISMATCH, SIGNATURE_INVALID, ATTRIBUTES_INVALID, ECONTENT_PRESENT ->
          Severity.BROKEN;
      case FORBIDDEN_DIGEST,
          UNSUPPORTED_ALGORITHM,
          REVOKED,
          NO_PATH,
          PATH_INVALID,
          NAME_CONSTRAINTS,
          CERTIFICATE_POLICY,
          AMBIGUOUS,
          ADDRESS_MISMATCH,
          NO_ADDRESS,
          DATE_MISMATCH,
          KEY_USAGE,
          EXTENDED_KEY_USAGE,
          EXPIRED,
          NOT_YET_VALID,
          WEAK_DIGEST,
          WEAK_KEY ->
          Severity.UNTRUSTED;
      case CERTIFICATE_MISSING, CONTENT_MISSING, NOT_SIGNED, NO_ANCHORS, REVOCATION_UNKNOWN ->
          Severity.UNKNOWN;
    };
  }
}
