/** Which provider runs which algorithm, and how content passes through it in small pieces. */
@NullMarked
package org.smime4j.internal.crypto;

import org.jspecify.annotations.NullMarked;
