/**
 * How a content key reaches a recipient: key transport, agreement, encapsulation, password, shared
 * key.
 */
@NullMarked
package org.smime4j.internal.recipient;

import org.jspecify.annotations.NullMarked;
