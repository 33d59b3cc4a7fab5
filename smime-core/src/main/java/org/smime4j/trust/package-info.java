/**
 * Decides which certificates are trusted, and which addresses they belong to.
 *
 * <p>Begin with {@link org.smime4j.trust.TrustPolicy}, which needs anchors, and with {@link
 * org.smime4j.trust.CertificateFiles}, which reads anchors from files. A policy checks revocation
 * only if you set a {@link org.smime4j.trust.Revocation}.
 *
 * <p>This package validates certificate paths by RFC 5280, section 6, and matches addresses by RFC
 * 8550 and RFC 9598. A policy without anchors trusts no one. The library fetches from a network
 * only through a {@link org.smime4j.sources.Fetcher} of the caller.
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
