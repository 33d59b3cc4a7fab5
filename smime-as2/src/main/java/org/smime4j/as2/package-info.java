/** Writes and reads AS2 messages (RFC 4130, RFC 5402) and their MDNs (RFC 8098). */
@NullMarked
package org.smime4j.as2;

import org.jspecify.annotations.NullMarked;
