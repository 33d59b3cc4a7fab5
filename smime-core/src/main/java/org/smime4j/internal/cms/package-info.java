/**
 * The hidden half of {@code org.smime4j.cms}: what its types do for the rest of this library and
 * for nobody else. The two packages depend on each other and count as one layer.
 */
@NullMarked
package org.smime4j.internal.cms;

import org.jspecify.annotations.NullMarked;
