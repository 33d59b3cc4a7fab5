/** Mail addresses of certificates and of From, and how they compare (RFC 8550, RFC 9598). */
@NullMarked
package org.smime4j.internal.address;

import org.jspecify.annotations.NullMarked;
