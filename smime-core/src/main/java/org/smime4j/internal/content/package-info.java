/** The ciphers of encrypted content, each with the rule when its plaintext may be seen. */
@NullMarked
package org.smime4j.internal.content;

import org.jspecify.annotations.NullMarked;
