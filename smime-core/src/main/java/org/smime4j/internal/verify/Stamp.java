package org.smime4j.internal.verify;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * The statement of a verified time-stamp token.
 *
 * @param time the time at which the octets existed, according to the authority
 * @param serial the serial number of the token, which the authority assigned
 * @param authority the certificate of the authority
 */
public record Stamp(Instant time, BigInteger serial, X509Certificate authority) {}
