/** Mailets of Apache James that verify and decrypt S/MIME. */
@NullMarked
package org.smime4j.james;

import org.jspecify.annotations.NullMarked;
