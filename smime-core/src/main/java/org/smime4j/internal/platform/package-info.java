/** What Java has and Android lacks, and what stands in its place there. */
@NullMarked
package org.smime4j.internal.platform;

import org.jspecify.annotations.NullMarked;
