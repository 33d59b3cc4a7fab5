/** Finds the certificates of recipients, and chooses one for each address. */
@NullMarked
package org.smime4j.internal.lookup;

import org.jspecify.annotations.NullMarked;
