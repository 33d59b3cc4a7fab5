package org.smime4j.cli.outlook;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The streams in a compound file ([MS-CFB]). Nothing that the file declares is believed before it
 * was compared with its length: no chain is walked in a circle, no sector and no entry is read that
 * is not there, and no array is larger than the file.
 */
final class CompoundFile {

  private static final long SIGNATURE = 0xE11AB1A1E011CFD0L;

  /** How many octets tell a compound file from other files. */
  static final int SIGNATURE_OCTETS = 8;

  private static final short LITTLE_ENDIAN = (short) 0xFFFE;
  private static final int HEADER_OCTETS = 512;
  private static final int ENTRY_OCTETS = 128;
  private static final int MINI_SHIFT = 6;
  private static final int MINI_CUTOFF = 4096;
  private static final int MOST_CHILDREN = 10_000;
  private static final int NONE = -1;
  private static final int END = -2;
  private static final int STORAGE = 1;
  private static final int STREAM = 2;
  private static final int ROOT = 5;

  private static final int MOST_OF_TEXT = 4 * 1024 * 1024;

  private final ByteBuffer file;
  private final int shift;
  private final int sectors;
  private final int[] next;
  private final int[] nextMini;
  private final int[] directory;
  private final int[] miniStream;

  /** The outermost storage. To be asked for what is in it once. */
  final Entry root;

  /** Entries that belong to a storage: a second one must not claim them. */
  private final BitSet claimed = new BitSet();

  /** Octets of text that may still be read. */
  private int left = MOST_OF_TEXT;

  /**
   * What a storage holds under a name.
   *
   * @param at where its entry is in the file
   * @param first the first sector of a stream
   * @param child the first entry of what is in a storage
   */
  record Entry(int at, boolean isStorage, int first, long size, int child) {}

  /**
   * Reads the tables of a file.
   *
   * @param octets that begin as one; they are kept
   */
  CompoundFile(byte[] octets) throws OutlookFileException {
    file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    refuse(octets.length < HEADER_OCTETS, "it is shorter than a header");
    int version = file.getShort(26);
    shift = file.getShort(30);
    boolean isKnown = (version == 3 && shift == 9) || (version == 4 && shift == 12);
    refuse(
        !isKnown || file.getShort(28) != LITTLE_ENDIAN || file.getShort(32) != MINI_SHIFT,
        "its header is of no version that is known");
    refuse(
        file.getInt(56) != MINI_CUTOFF,
        "its header names another length of short streams than 4096");
    // The header takes the place of a sector, and the last sector may be cut.
    sectors = (int) ((octets.length + (1L << shift) - 1) >> shift) - 1;
    next = table(allocation());
    directory = chain(file.getInt(48), next, Integer.MAX_VALUE, "the directory");
    nextMini = table(chain(file.getInt(60), next, Integer.MAX_VALUE, "the table of short streams"));
    root = entry(0);
    refuse(file.get(root.at() + 66) != ROOT, "its directory has no root");
    claimed.set(0);
    miniStream = chain(root.first(), next, count(root.size(), shift), "the short streams");
  }

  /** Whether octets begin as a compound file does. */
  static boolean begins(byte[] octets) {
    return octets.length >= SIGNATURE_OCTETS
        && ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).getLong(0) == SIGNATURE;
  }

  private static void refuse(boolean isDamaged, String what) throws OutlookFileException {
    if (isDamaged) {
      throw OutlookFileException.malformed("is damaged: " + what);
    }
  }

  /** The sectors of the allocation table: so many as all sectors need, and no more. */
  private int[] allocation() throws OutlookFileException {
    int perSector = 1 << (shift - 2);
    int needed = (sectors + perSector - 1) / perSector;
    int[] table = new int[needed];
    Arrays.fill(table, NONE);
    int inHeader = Math.min(needed, (HEADER_OCTETS - 76) / 4);
    for (int i = 0; i < inHeader; i++) {
      table[i] = file.getInt(76 + 4 * i);
    }
    int more = file.getInt(68);
    for (int i = inHeader; i < needed; i++) {
      int slot = (i - inHeader) % (perSector - 1);
      if (slot == 0 && i > inHeader) {
        more = integer(more, perSector - 1);
      }
      if (more < 0) {
        break;
      }
      table[i] = integer(more, slot);
    }
    // A table may end where only free sectors would follow.
    int held = needed;
    while (held > 0 && table[held - 1] == NONE) {
      held--;
    }
    return Arrays.copyOf(table, held);
  }

  /** The numbers in these sectors, one after the other. */
  private int[] table(int[] from) throws OutlookFileException {
    int perSector = 1 << (shift - 2);
    int[] table = new int[from.length * perSector];
    for (int i = 0; i < table.length; i++) {
      table[i] = integer(from[i / perSector], i % perSector);
    }
    return table;
  }

  private int integer(int sector, int index) throws OutlookFileException {
    int at = at(sector, 4 * index);
    // Of a last sector that is cut, what is missing is free.
    return at + 4 <= file.limit() ? file.getInt(at) : NONE;
  }

  /** Where a place in a sector is in the file. */
  private int at(int sector, int offset) throws OutlookFileException {
    refuse(sector < 0 || sector >= sectors, "it names a sector that it does not have");
    return ((sector + 1) << shift) + offset;
  }

  /**
   * The sectors of a chain.
   *
   * @param most so many, and what follows is not looked at
   */
  private static int[] chain(int first, int[] next, int most, String what)
      throws OutlookFileException {
    IntStream.Builder chain = IntStream.builder();
    int length = 0;
    BitSet seen = new BitSet();
    for (int sector = first; sector != END && length < most; sector = next[sector]) {
      if (sector < 0 || sector >= next.length) {
        refuse(sector != NONE || length > 0, what + ": a chain of sectors leads nowhere");
        break;
      }
      refuse(seen.get(sector), what + ": a chain of sectors leads in a circle");
      seen.set(sector);
      chain.add(sector);
      length++;
    }
    return chain.build().toArray();
  }

  private int count(long size, int shift) throws OutlookFileException {
    refuse(size < 0 || size > file.limit(), "it declares a stream that is longer than the file");
    return (int) ((size + (1L << shift) - 1) >> shift);
  }

  private Entry entry(int id) throws OutlookFileException {
    int perSector = 1 << (shift - 7);
    refuse(
        id < 0 || id / perSector >= directory.length,
        "its directory names an entry that it does not have");
    int at = at(directory[id / perSector], id % perSector * ENTRY_OCTETS);
    refuse(at + ENTRY_OCTETS > file.limit(), "its directory is cut");
    // Version 3 leaves the upper half of the length to chance.
    long size = shift == 9 ? file.getInt(at + 120) & 0xffffffffL : file.getLong(at + 120);
    int type = file.get(at + 66);
    return new Entry(
        at, type == STORAGE || type == ROOT, file.getInt(at + 116), size, file.getInt(at + 76));
  }

  private String name(int at) throws OutlookFileException {
    int octets = file.getShort(at + 64);
    refuse(
        octets < 2 || octets > 64 || octets % 2 != 0, "its directory has an entry without a name");
    return new String(file.array(), at, octets - 2, StandardCharsets.UTF_16LE)
        .toUpperCase(Locale.ROOT);
  }

  /** What is in a storage, by its name in upper case. To be asked once for each. */
  NavigableMap<String, Entry> in(Entry storage) throws OutlookFileException {
    NavigableMap<String, Entry> children = new TreeMap<>();
    Deque<Integer> waiting = new ArrayDeque<>();
    waiting.push(storage.child());
    while (!waiting.isEmpty()) {
      int id = waiting.pop();
      if (id == NONE) {
        continue;
      }
      Entry child = entry(id);
      refuse(claimed.get(id), "its directory leads in a circle");
      claimed.set(id);
      if (children.size() == MOST_CHILDREN) {
        throw OutlookFileException.tooMuch(
            "has more than " + MOST_CHILDREN + " entries in one place");
      }
      int type = file.get(child.at() + 66);
      refuse(
          type != STORAGE && type != STREAM, "its directory has an entry of no kind that is known");
      refuse(
          children.put(name(child.at()), child) != null,
          "its directory has a name twice, and programs would read either");
      waiting.push(file.getInt(child.at() + 68));
      waiting.push(file.getInt(child.at() + 72));
    }
    return children;
  }

  /** A stream's octets, all of which are there. */
  byte[] octets(Entry stream) throws OutlookFileException {
    boolean isShort = stream.size() < MINI_CUTOFF;
    int unit = isShort ? MINI_SHIFT : shift;
    int needed = count(stream.size(), unit);
    int[] chain = chain(stream.first(), isShort ? nextMini : next, needed, "a stream");
    refuse(chain.length < needed, "a stream ends before its declared length");
    byte[] octets = new byte[(int) stream.size()];
    for (int i = 0; i < chain.length; i++) {
      int from = isShort ? atMini(chain[i]) : at(chain[i], 0);
      int count = Math.min(octets.length - (i << unit), 1 << unit);
      refuse(from + count > file.limit(), "a stream is cut");
      System.arraycopy(file.array(), from, octets, i << unit, count);
    }
    return octets;
  }

  /** A text: streams may overlap, so that a short file holds much of it, which is bounded. */
  byte[] text(Entry stream) throws OutlookFileException {
    if (stream.size() > left) {
      throw OutlookFileException.tooMuch(
          "has more than " + MOST_OF_TEXT / (1024 * 1024) + " MiB of text beside its attachment");
    }
    left -= (int) stream.size();
    return octets(stream);
  }

  private int atMini(int sector) throws OutlookFileException {
    int perSector = 1 << (shift - MINI_SHIFT);
    refuse(
        sector / perSector >= miniStream.length,
        "a short stream lies outside of the short streams");
    return at(miniStream[sector / perSector], sector % perSector << MINI_SHIFT);
  }
}
