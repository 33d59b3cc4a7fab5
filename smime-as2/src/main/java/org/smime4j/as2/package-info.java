/** Messages of AS2 (RFC 4130, RFC 5402): written, read, and the MIC of both sides. */
@NullMarked
package org.smime4j.as2;

import org.jspecify.annotations.NullMarked;
