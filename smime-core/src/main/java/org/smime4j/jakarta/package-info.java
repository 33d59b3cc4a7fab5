/** The same over Jakarta Mail messages; the only room that knows Jakarta Mail. */
@NullMarked
package org.smime4j.jakarta;

import org.jspecify.annotations.NullMarked;
