/** Planted violations of the house rules: see {@code ArchitectureTest}. */
@NullMarked
package org.smime4j.planted.keys;

import org.jspecify.annotations.NullMarked;
