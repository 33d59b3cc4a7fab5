/** Who is timed, with which keys, at which task. */
@NullMarked
package org.smime4j.benchmarks.contestants;

import org.jspecify.annotations.NullMarked;
