/** Makes and checks signatures, and reads the certificates whose keys do. */
@NullMarked
package org.smime4j.internal.signature;

import org.jspecify.annotations.NullMarked;
