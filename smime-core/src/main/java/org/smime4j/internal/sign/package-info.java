/** SignedData: signatures, and what each holds besides its value. */
@NullMarked
package org.smime4j.internal.sign;

import org.jspecify.annotations.NullMarked;
