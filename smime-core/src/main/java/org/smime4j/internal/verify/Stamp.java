package org.smime4j.internal.verify;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * What a time-stamp token says that was verified.
 *
 * @param time when the octets existed, by the authority's word
 * @param serial the number of the token at its authority
 */
public record Stamp(Instant time, BigInteger serial, X509Certificate authority) {}
