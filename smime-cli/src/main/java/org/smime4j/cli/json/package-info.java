/** JSON, as the command writes it and reads it again. */
@NullMarked
package org.smime4j.cli.json;

import org.jspecify.annotations.NullMarked;
