/** The words: failures, policy, limits and the names of algorithms. */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
