/** The names of algorithms, for sentences and reports. */
@NullMarked
package org.smime4j.internal.names;

import org.jspecify.annotations.NullMarked;
