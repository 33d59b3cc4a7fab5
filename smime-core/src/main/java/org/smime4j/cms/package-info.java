/**
 * Signs, encrypts, decrypts and verifies CMS content (RFC 5652), from byte arrays, files and
 * streams.
 *
 * <p>Begin with {@link org.smime4j.cms.Signer}, {@link org.smime4j.cms.Encryptor}, {@link
 * org.smime4j.cms.Decryptor} and {@link org.smime4j.cms.Verifier}. For whole mail messages use
 * {@link org.smime4j.mail} instead.
 *
 * <p>The library checks a signature, or the tag of AES-GCM, before it returns the content. Only
 * {@link org.smime4j.reports.SignatureReport#unverifiedContent} returns content even if no
 * signature is valid. CBC content has no tag to check: the library returns it as {@link
 * org.smime4j.cms.UnauthenticatedContent}. Every failure that depends on a secret is the same
 * {@link org.smime4j.findings.SmimeException.NotDecryptable}.
 *
 * <pre>{@code
 * byte[] cms = Signer.with(alice).signOpaque(content);
 * SignatureReport report =
 *     Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org")).verify(cms);
 * byte[] signed = report.requireTrusted().bytes();
 * }</pre>
 */
@NullMarked
package org.smime4j.cms;

import org.jspecify.annotations.NullMarked;
