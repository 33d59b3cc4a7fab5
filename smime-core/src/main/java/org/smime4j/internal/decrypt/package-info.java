/**
 * From an encrypted message and keys to its content: who may open it, one operation for each
 * candidate, and the content that proves which was right.
 */
@NullMarked
package org.smime4j.internal.decrypt;

import org.jspecify.annotations.NullMarked;
