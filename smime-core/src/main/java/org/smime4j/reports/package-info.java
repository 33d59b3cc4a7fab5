/**
 * Results: what the library says of messages, signers, certificates and recipients.
 *
 * <p>{@link org.smime4j.reports.OpenedMail} is a message that was opened, {@link
 * org.smime4j.reports.SignatureReport} the verdicts on its signers, and {@link
 * org.smime4j.reports.CertificateVerdict} that on one certificate. {@link
 * org.smime4j.reports.SealedMail} and {@link org.smime4j.reports.Envelope} are messages that were
 * written.
 *
 * <pre>{@code
 * CertificateVerdict verdict = trust.judge(certificate, Purpose.ENCRYPTION);
 * verdict.findings().forEach(System.err::println);
 * }</pre>
 */
@NullMarked
package org.smime4j.reports;

import org.jspecify.annotations.NullMarked;
