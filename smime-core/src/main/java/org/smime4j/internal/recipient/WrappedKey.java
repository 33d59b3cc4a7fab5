package org.smime4j.internal.recipient;

/**
 * A content key for one recipient.
 *
 * @param recipientInfo the RecipientInfo in DER, the tag of its alternative included
 * @param label how the key is managed, for reports
 */
@SuppressWarnings("ArrayRecordComponent") // written out, never compared
public record WrappedKey(byte[] recipientInfo, String label) {}
