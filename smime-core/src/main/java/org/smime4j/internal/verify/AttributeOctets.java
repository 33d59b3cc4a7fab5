package org.smime4j.internal.verify;

import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limits;

/**
 * The attributes of a signer as octets.
 *
 * @param signed the SET over which the signature was verified; null if there was none
 * @param unsigned the unsigned attributes as received; null if there are none
 * @param limits the limits for reading the message
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record AttributeOctets(
    byte @Nullable [] signed, byte @Nullable [] unsigned, Limits limits) {}
