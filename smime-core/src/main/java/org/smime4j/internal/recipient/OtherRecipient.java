package org.smime4j.internal.recipient;

import org.smime4j.findings.SmimeException;

/**
 * A RecipientInfo that no key opens here.
 *
 * @param why an {@link SmimeException.UnsupportedAlgorithm} where an algorithm is not known in its
 *     role; {@link SmimeException.Malformed} where parameters are not what their algorithm demands,
 *     or a field that each key would read has more than 64 KiB
 */
public record OtherRecipient(SmimeException why) implements ParsedRecipient {}
