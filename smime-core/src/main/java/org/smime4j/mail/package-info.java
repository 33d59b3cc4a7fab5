/**
 * Reads and writes whole S/MIME mail messages (RFC 8551), with all their layers.
 *
 * <p>Begin with {@link org.smime4j.mail.MailReader} to read and with {@link
 * org.smime4j.mail.Outgoing} to write.
 *
 * <p>The library binds a signer to an address only if every mail program shows the same message;
 * the report names each doubt. {@link org.smime4j.mail.OpenedMail} returns text, subject and
 * attachments, each with its {@link org.smime4j.mail.Protection}: whether a trusted signature
 * covers it. RFC 9788 protects header fields.
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
