/** Bounded, counting and spooling streams. */
@NullMarked
package org.smime4j.internal.io;

import org.jspecify.annotations.NullMarked;
