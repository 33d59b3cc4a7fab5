/** Whom to believe: anchors, paths, revocation, and the address that a certificate speaks for. */
@NullMarked
package org.smime4j.trust;

import org.jspecify.annotations.NullMarked;
