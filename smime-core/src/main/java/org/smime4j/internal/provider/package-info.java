/** Asks the providers of the JDK and Bouncy Castle, and nobody else, for primitives. */
@NullMarked
package org.smime4j.internal.provider;

import org.jspecify.annotations.NullMarked;
