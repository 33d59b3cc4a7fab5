/** Private keys with their certificates, and the history of all that a person ever had. */
@NullMarked
package org.smime4j.keys;

import org.jspecify.annotations.NullMarked;
