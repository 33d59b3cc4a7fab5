/** Planted violations of the house rules: see {@code ArchitectureTest}. */
@NullMarked
package org.smime4j.planted.internal.keyfile;

import org.jspecify.annotations.NullMarked;
