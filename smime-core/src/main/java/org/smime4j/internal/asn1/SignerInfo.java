package org.smime4j.internal.asn1;

import org.jspecify.annotations.Nullable;

/**
 * SignerInfo (RFC 5652, 5.3).
 *
 * @param identifier the sid
 * @param digestAlgorithm AlgorithmIdentifier
 * @param signedAttrs as received, tag 0xA0; with 0x31 in its place it is what may have been signed
 * @param signatureAlgorithm AlgorithmIdentifier
 * @param signature the value alone
 * @param unsignedAttrs as received, tag 0xA1
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record SignerInfo(
    int version,
    Identifier identifier,
    byte[] digestAlgorithm,
    byte @Nullable [] signedAttrs,
    byte[] signatureAlgorithm,
    byte[] signature,
    byte @Nullable [] unsignedAttrs) {}
