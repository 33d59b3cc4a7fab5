/** CRLs (RFC 5280) and OCSP (RFC 6960). */
@NullMarked
package org.smime4j.internal.revocation;

import org.jspecify.annotations.NullMarked;
