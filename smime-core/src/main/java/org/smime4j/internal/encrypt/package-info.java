/**
 * Encrypts content to recipients: their certificates are checked, the cipher is negotiated, and the
 * content key is encrypted to each.
 */
@NullMarked
package org.smime4j.internal.encrypt;

import org.jspecify.annotations.NullMarked;
