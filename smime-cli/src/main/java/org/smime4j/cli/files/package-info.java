/** Files that are there as a whole or not at all, for their owner, and that stay. */
@NullMarked
package org.smime4j.cli.files;

import org.jspecify.annotations.NullMarked;
