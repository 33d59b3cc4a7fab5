/** Signs, encrypts and compresses whole mail messages, and protects their header fields. */
@NullMarked
package org.smime4j.internal.seal;

import org.jspecify.annotations.NullMarked;
