/**
 * What a caller chooses from: limits, ciphers, schemes, and the purpose of a key.
 *
 * <p>Begin with {@link org.smime4j.settings.Limits}, which limits each kind of work for one
 * message. {@link org.smime4j.settings.Limit#WORK} limits the sum of all processor work but
 * private-key operations and key derivation.
 *
 * <pre>{@code
 * Limits limits = Limits.standard().allowing(Limit.RECIPIENTS, 100);
 * }</pre>
 */
@NullMarked
package org.smime4j.settings;

import org.jspecify.annotations.NullMarked;
