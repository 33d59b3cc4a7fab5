package org.smime4j.internal.decrypt;

/**
 * A key-encryption key that both sides hold.
 *
 * @param identifier the keyIdentifier in the message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never printed
public record SharedKey(byte[] identifier, byte[] key) {

  @Override
  public String toString() {
    return "SharedKey";
  }
}
