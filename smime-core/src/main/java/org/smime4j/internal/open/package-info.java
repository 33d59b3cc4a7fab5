/**
 * Opens whole mail messages: layer by layer, with the proof that all programs read the same
 * message.
 */
@NullMarked
package org.smime4j.internal.open;

import org.jspecify.annotations.NullMarked;
