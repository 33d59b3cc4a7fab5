/**
 * Reads and writes whole S/MIME mail messages (RFC 8551), with all their layers.
 *
 * <p>Begin with {@link org.smime4j.mail.MailReader} to read and with {@link
 * org.smime4j.mail.Outgoing} to write.
 *
 * <p>The library binds a signer to an address only if all mail programs would read the message in
 * the same way. Otherwise the report names the reason. {@link org.smime4j.mail.OpenedMail} returns
 * text, subject and attachments, each with its {@link org.smime4j.mail.Protection}: whether a
 * trusted signature covers it. The library reads and writes header fields that are protected as RFC
 * 9788 specifies.
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
