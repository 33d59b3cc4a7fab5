/** What a message costs as one thing grows: its size, the keys, the recipients and others. */
@NullMarked
package org.smime4j.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
