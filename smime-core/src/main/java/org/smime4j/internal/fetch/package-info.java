/** Fetches for one message through the caller's fetcher, behind a guard. */
@NullMarked
package org.smime4j.internal.fetch;

import org.jspecify.annotations.NullMarked;
