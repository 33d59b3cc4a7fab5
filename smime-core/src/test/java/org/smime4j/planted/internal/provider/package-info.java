/** Planted violations of the project's rules: see {@code ArchitectureTest}. */
@NullMarked
package org.smime4j.planted.internal.provider;

import org.jspecify.annotations.NullMarked;
