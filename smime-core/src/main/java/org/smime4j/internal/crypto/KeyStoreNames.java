package org.smime4j.internal.crypto;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;

/**
 * The names of a JKS or JCEKS before the JDK loads it. It files entries by name in a {@link
 * Hashtable}, each place of which is a list: names that a stranger made to share a place take the
 * square of their number.
 */
public final class KeyStoreNames {

  /** Names in one place; of names that nobody chose for it, about ten are. */
  private static final int MOST = 256;

  /** Names that stand behind what cannot be passed over. */
  private static final int MOST_UNSEEN = 2_000;

  private static final int PRIVATE_KEY = 1;
  private static final int CERTIFICATE = 2;

  /** How {@link Hashtable} begins, and how much of it is filled before it grows. */
  private static final int PLACES = 11;

  private static final float FILLED = 0.75f;

  private KeyStoreNames() {}

  /** Whether the names are filed quickly. */
  public static boolean areSpread(byte[] store) {
    List<Integer> hashes = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(store))) {
      in.readInt();
      boolean namesKinds = in.readInt() > 1;
      int entries = in.readInt();
      for (int i = 0; i < entries; i++) {
        int kind = in.readInt();
        hashes.add(in.readUTF().toLowerCase(Locale.ENGLISH).hashCode());
        in.readLong();
        if (kind == PRIVATE_KEY) {
          skip(in);
          int chain = in.readInt();
          for (int j = 0; j < chain; j++) {
            skipCertificate(in, namesKinds);
          }
        } else if (kind == CERTIFICATE) {
          skipCertificate(in, namesKinds);
        } else if (entries - i > MOST_UNSEEN) {
          // A secret key is a Java object, which does not say how long it is.
          return false;
        } else {
          break;
        }
      }
    } catch (IOException damaged) {
      // The JDK gets no further either.
    }
    return areSpread(hashes);
  }

  private static void skipCertificate(DataInputStream in, boolean namesKinds) throws IOException {
    if (namesKinds) {
      in.readUTF();
    }
    skip(in);
  }

  private static void skip(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException();
    }
    in.skipNBytes(length);
  }

  /** In a table of each size that it has while it grows. */
  private static boolean areSpread(List<Integer> hashes) {
    int places = PLACES;
    int filed;
    do {
      filed = Math.min(hashes.size(), (int) (places * FILLED) + 1);
      int[] names = new int[places];
      for (int hash : hashes.subList(0, filed)) {
        if (++names[(hash & Integer.MAX_VALUE) % places] > MOST) {
          return false;
        }
      }
      places = 2 * places + 1;
    } while (filed < hashes.size());
    return true;
  }
}
