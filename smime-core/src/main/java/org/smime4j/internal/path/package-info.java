/** Certificate paths by RFC 5280, section 6, and the judgement of a certificate. */
@NullMarked
package org.smime4j.internal.path;

import org.jspecify.annotations.NullMarked;
