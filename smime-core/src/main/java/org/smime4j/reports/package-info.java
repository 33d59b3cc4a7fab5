/**
 * Results: what the library says of certificates and of addresses.
 *
 * <p>Begin with {@link org.smime4j.reports.CertificateVerdict}.
 *
 * <pre>{@code
 * CertificateVerdict verdict = trust.judge(certificate, Purpose.ENCRYPTION);
 * verdict.findings().forEach(System.err::println);
 * }</pre>
 */
@NullMarked
package org.smime4j.reports;

import org.jspecify.annotations.NullMarked;
