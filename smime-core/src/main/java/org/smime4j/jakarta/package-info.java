/**
 * Reads and writes {@code MimeMessage} of Jakarta Mail.
 *
 * <p>{@link org.smime4j.jakarta.SecureMimeMail} turns a {@code MimeMessage} into what {@link
 * org.smime4j.mail} reads and writes, and back. No other package needs Jakarta Mail.
 *
 * <pre>{@code
 * MimeMessage sealed =
 *     SecureMimeMail.message(SecureMimeMail.outgoing(draft).signedBy(signer).seal(), session);
 * }</pre>
 */
@NullMarked
package org.smime4j.jakarta;

import org.jspecify.annotations.NullMarked;
