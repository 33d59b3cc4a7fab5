/** Finds the text of signed and encrypted mail for Apache Tika. */
@NullMarked
package org.smime4j.tika;

import org.jspecify.annotations.NullMarked;
