package org.smime4j.keys;

/**
 * A key that may open a message. A match by name proves nothing: only the content does.
 *
 * @param key the key
 * @param foundBy how it was found
 * @param wanted the recipient of the message for whom it was found
 */
public record KeyMatch(DecryptionKey key, FoundBy foundBy, RecipientIdentifier wanted) {}
