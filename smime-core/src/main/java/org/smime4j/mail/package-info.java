/**
 * Reads and writes whole S/MIME mail messages (RFC 8551), with all their layers.
 *
 * <p>Begin with {@link org.smime4j.mail.MailReader} to read and with {@link
 * org.smime4j.mail.Outgoing} to write.
 *
 * <p>A signer is bound to an address only where every mail program shows the same message; a doubt
 * is named in the report. {@link org.smime4j.mail.OpenedMail} gives text, subject and attachments,
 * each with {@link org.smime4j.mail.Protection}: whether a trusted signature covers it. Headers are
 * protected by RFC 9788.
 *
 * <pre>{@code
 * OpenedMail mail = MailReader.with(Decryptor.with(keys), Verifier.trusting(trust)).open(message);
 * mail.requireSigned().requireTrusted();
 * System.out.println(mail.text().orElseThrow().text());
 * }</pre>
 */
@NullMarked
package org.smime4j.mail;

import org.jspecify.annotations.NullMarked;
