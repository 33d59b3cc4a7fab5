/** The {@code smime} command. */
@NullMarked
package org.smime4j.cli;

import org.jspecify.annotations.NullMarked;
