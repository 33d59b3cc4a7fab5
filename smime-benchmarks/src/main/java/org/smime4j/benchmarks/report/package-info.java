/** The standard set, its tables and its plots. */
@NullMarked
package org.smime4j.benchmarks.report;

import org.jspecify.annotations.NullMarked;
