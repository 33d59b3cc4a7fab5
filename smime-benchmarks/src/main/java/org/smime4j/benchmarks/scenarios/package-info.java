/** What is timed: one class for each scenario. */
@NullMarked
package org.smime4j.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
