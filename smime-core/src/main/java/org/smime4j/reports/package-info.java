/**
 * Results: what the library says of messages, signers, certificates and recipients.
 *
 * <p>{@link org.smime4j.reports.OpenedMail} is a message that was opened, {@link
 * org.smime4j.reports.SignatureReport} the verdicts on its signers, and {@link
 * org.smime4j.reports.CertificateVerdict} that on one certificate. {@link
 * org.smime4j.reports.SealedMail} and {@link org.smime4j.reports.Envelope} are messages that were
 * written.
 *
 * <p>Some words have a fixed meaning here. A <em>binding</em> is the result of comparing the
 * addresses in a certificate with the expected one. A <em>finding</em> lowers a verdict, a
 * <em>note</em> does not, and a <em>deviation</em> is a breach of a standard that was tolerated.
 * The <em>headline</em> is the worst finding. A <em>form</em> or variant of content differs from
 * what was received in its line ends, as transport changes them. A <em>legacy display</em> is a
 * copy of hidden header fields in the text, for programs that show no protected header (RFC 9788).
 * A <em>key recovery agent</em> is a person to whose key an authority of Windows encrypts the
 * private keys that it archives.
 *
 * <pre>{@code
 * CertificateVerdict verdict = trust.judge(certificate, Purpose.ENCRYPTION);
 * verdict.findings().forEach(System.err::println);
 * }</pre>
 */
@NullMarked
package org.smime4j.reports;

import org.jspecify.annotations.NullMarked;
