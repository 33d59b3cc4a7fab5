/** Planted violations of the house rules: see {@code ArchitectureTest}. */
@NullMarked
package org.smime4j.planted.trap.cms;

import org.jspecify.annotations.NullMarked;
