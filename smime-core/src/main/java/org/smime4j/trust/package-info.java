/**
 * Decides which certificates are trusted, and for which addresses they speak.
 *
 * <p>Begin with {@link org.smime4j.trust.TrustPolicy}, which needs anchors and a choice about
 * revocation, and with {@link org.smime4j.trust.CertificateFiles}, which reads anchors from files.
 *
 * <p>Certificate paths are validated by RFC 5280, section 6, and addresses are matched by RFC 8550
 * and RFC 8398. A policy without anchors trusts nobody. Nothing is fetched from a network unless a
 * {@link org.smime4j.trust.Fetcher} is given.
 *
 * <pre>{@code
 * TrustPolicy trust =
 *     TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of("roots")).certificates())
 *         .revocation(Revocation.crls(CertificateFiles.readCrls(Path.of("crls")).crls()));
 * }</pre>
 */
@NullMarked
package org.smime4j.trust;

import org.jspecify.annotations.NullMarked;
