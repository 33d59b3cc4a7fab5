package org.smime4j.internal.provider;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a JKS or JCEKS before the JDK loads it. It files them by name in a {@link
 * java.util.Hashtable}, where names that a stranger made to share a place take the square of their
 * number: 0.1 s for the most that are loaded.
 */
public final class KeyStoreEntries {

  private static final int MOST = 2_000;

  /** Behind a mark and a version. */
  private static final int NUMBER_AT = 8;

  private KeyStoreEntries() {}

  /** The type of the key store that begins with these octets, as the JDK calls it. */
  public static @Nullable String type(byte[] octets) {
    return switch (octets.length < Integer.BYTES ? 0 : ByteBuffer.wrap(octets).getInt()) {
      case 0xFEEDFEED -> "JKS";
      case 0xCECECECE -> "JCEKS";
      default -> null;
    };
  }

  /** Whether the store has so few that their names do not matter. */
  public static boolean areFew(byte[] store) {
    return store.length < NUMBER_AT + Integer.BYTES
        || ByteBuffer.wrap(store).getInt(NUMBER_AT) <= MOST;
  }

  /** Why a store with more is not read. */
  public static String refusal() {
    return "it has more than " + MOST + " entries: convert it to PKCS #12";
  }
}
