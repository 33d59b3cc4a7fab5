/**
 * Signs, encrypts and opens {@code MimeMessage} objects of Jakarta Mail.
 *
 * <p>{@link org.smime4j.jakarta.SecureMimeMail} converts a {@code MimeMessage} to the types of
 * {@link org.smime4j.Outgoing} and {@link org.smime4j.MailReader}, and back. No other package needs
 * Jakarta Mail.
 *
 * <pre>{@code
 * MimeMessage sealed =
 *     SecureMimeMail.message(SecureMimeMail.outgoing(draft).signedBy(signer).seal(), session);
 * }</pre>
 */
@NullMarked
package org.smime4j.jakarta;

import org.jspecify.annotations.NullMarked;
