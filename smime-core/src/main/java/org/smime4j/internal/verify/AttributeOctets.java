package org.smime4j.internal.verify;

import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;

/**
 * The attributes of a signer as octets.
 *
 * @param signed the SET over which the signature was verified; null where none was
 * @param unsigned as received; null where there are none
 * @param limits those within which the message was read
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record AttributeOctets(
    byte @Nullable [] signed, byte @Nullable [] unsigned, Limits limits) {}
