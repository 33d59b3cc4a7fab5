/** Benchmarks of the library beside its rivals. */
@NullMarked
package org.smime4j.benchmarks;

import org.jspecify.annotations.NullMarked;
