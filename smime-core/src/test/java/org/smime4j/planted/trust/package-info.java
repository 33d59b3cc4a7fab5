/** Planted violations of the project's rules: see {@code ArchitectureTest}. */
@NullMarked
package org.smime4j.planted.trust;

import org.jspecify.annotations.NullMarked;
