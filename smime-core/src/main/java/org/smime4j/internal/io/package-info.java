/** Bounded, counting and spooling streams, and the budget of what a message may cost. */
@NullMarked
package org.smime4j.internal.io;

import org.jspecify.annotations.NullMarked;
