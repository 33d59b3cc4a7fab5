/**
 * What an application calls.
 *
 * <p>For whole mail messages (RFC 8551) begin with {@link org.smime4j.MailReader} to read and with
 * {@link org.smime4j.Outgoing} to write. For CMS content (RFC 5652) begin with {@link
 * org.smime4j.Signer}, {@link org.smime4j.Encryptor}, {@link org.smime4j.Decryptor} and {@link
 * org.smime4j.Verifier}. Keys come from {@link org.smime4j.KeyHistory}, {@link
 * org.smime4j.KeyDirectory}, {@link org.smime4j.Credential} and {@link org.smime4j.Pkcs11Token}.
 * {@link org.smime4j.TrustPolicy} decides which certificates are trusted, and {@link
 * org.smime4j.AlgorithmPolicy} chooses the algorithms.
 *
 * <p>The library checks a signature, or the tag of AES-GCM, before it returns the content. CBC
 * content has no tag to check: the library returns it as {@link
 * org.smime4j.reports.UnauthenticatedContent}. Every failure that depends on a secret is the same
 * {@link org.smime4j.findings.SmimeException.NotDecryptable}. A signer is bound to an address only
 * if all mail programs would read the message in the same way; otherwise the report names the
 * reason. Expired keys still open old mail.
 *
 * <pre>{@code
 * OpenedMail mail = MailReader.with(Decryptor.with(keys), Verifier.trusting(trust)).open(message);
 * mail.requireSigned().requireTrusted();
 * System.out.println(mail.textPart().orElseThrow().text());
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
