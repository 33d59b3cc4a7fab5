package org.smime4j.internal.recipient;

/**
 * One RecipientInfo whose algorithms have been read. That is done once, before any key is looked
 * at, and says all that the cleartext alone forbids. Unwrapping afterwards makes exactly one
 * operation and always gives a key: where anything went wrong, a synthetic one (security: A7 to
 * A11).
 */
public sealed interface ParsedRecipient
    permits PrivateKeyRecipient, SharedKeyRecipient, PasswordRecipient, OtherRecipient {}
