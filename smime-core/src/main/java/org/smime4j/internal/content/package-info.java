/**
 * The ciphers of encrypted content, each with the rule when its plaintext may be seen. A new one
 * begins as a row of {@code CipherForm}.
 */
@NullMarked
package org.smime4j.internal.content;

import org.jspecify.annotations.NullMarked;
