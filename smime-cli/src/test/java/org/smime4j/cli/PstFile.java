package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A small PST file with S/MIME messages, as Outlook keeps them: the header, a class, and the octets
 * of the body as one attachment ([MS-PST], [MS-OXOSMIME] section 2.1.3). It has what a reader of
 * messages needs, and no checksums, tables of contents and maps of free pages: Outlook would not
 * open it.
 */
final class PstFile {

  private static final int PAGE = 512;
  private static final int LARGEST_BLOCK = 8176;

  private static final int STORE = 0x21;
  private static final int ROOT = 0x122;
  private static final int TOP = 0x8022;
  private static final int INBOX = 0x8042;
  private static final int FIRST_MESSAGE = 0x200024;
  private static final int ATTACHMENT_TABLE = 0x671;
  private static final int ATTACHMENT = 0x8025;
  private static final int DATA = 0x817f;

  private static final int LONG = 0x0003;
  private static final int STRING = 0x001f;
  private static final int BINARY = 0x0102;

  /** The octets of each block, by its number. Internal ones have the second bit set. */
  private final SortedMap<Long, byte[]> blocks = new TreeMap<>();

  /** Each node with the numbers of its data, its subnodes and its parent. */
  private final SortedMap<Integer, long[]> nodes = new TreeMap<>();

  private int messages;

  PstFile() {
    ByteBuffer top = little(24).putInt(0).put(new byte[16]).putInt(TOP);
    nodes.put(STORE, new long[] {properties(Map.of(0x3001, "store", 0x35e0, top.array())), 0, 0});
    folder(ROOT, "root", ROOT);
    folder(TOP, "Top of Personal Folders", ROOT);
    folder(INBOX, "Inbox", TOP);
  }

  private void folder(int node, String name, int parent) {
    nodes.put(
        node,
        new long[] {properties(Map.of(0x3001, name, 0x3602, 1, 0x3613, "IPF.Note")), 0, parent});
  }

  /**
   * Adds a message.
   *
   * @param header of the whole message, as it was sent
   * @param type of its class: IPM.Note.SMIME or IPM.Note.SMIME.MultipartSigned
   * @param mime the media type of the attachment
   * @param octets of the attachment: CMS, or a MIME entity
   */
  PstFile with(String header, String type, String mime, byte[] octets) {
    long data = block(octets, false);
    long attachment =
        properties(Map.of(0x3701, new SubNode(DATA), 0x3705, 1, 0x3707, "smime.p7m", 0x370e, mime));
    long below = subNodes(List.of(new long[] {DATA, data, 0}));
    long table = table(ATTACHMENT);
    long subNodes =
        subNodes(
            List.of(
                new long[] {ATTACHMENT_TABLE, table, 0},
                new long[] {ATTACHMENT, attachment, below}));
    long properties = properties(Map.of(0x001a, type, 0x0037, "s", 0x007d, header));
    nodes.put(FIRST_MESSAGE + 0x20 * messages++, new long[] {properties, subNodes, INBOX});
    return this;
  }

  /** A value that stands in a block of its own. */
  private record SubNode(int node) {}

  private long block(byte[] octets, boolean isInternal) {
    if (octets.length > LARGEST_BLOCK) {
      throw new IllegalArgumentException("too long for one block: " + octets.length);
    }
    long number = 4L * (blocks.size() + 1) + (isInternal ? 2 : 0);
    blocks.put(number, octets);
    return number;
  }

  private long subNodes(List<long[]> entries) {
    ByteBuffer block = little(8 + 24 * entries.size());
    block.put((byte) 2).put((byte) 0).putShort((short) entries.size()).putInt(0);
    entries.forEach(entry -> block.putLong(entry[0]).putLong(entry[1]).putLong(entry[2]));
    return block(block.array(), true);
  }

  /** A property context: a heap with a tree of one level. */
  private long properties(Map<Integer, Object> properties) {
    List<byte[]> heap = new ArrayList<>();
    heap.add(new byte[0]);
    heap.add(new byte[0]);
    ByteBuffer records = little(8 * properties.size());
    new TreeMap<>(properties)
        .forEach(
            (id, value) -> {
              records.putShort((short) (int) id);
              if (value instanceof Integer number) {
                records.putShort((short) LONG).putInt(number);
              } else if (value instanceof SubNode place) {
                records.putShort((short) BINARY).putInt(place.node());
              } else {
                boolean isText = value instanceof String;
                heap.add(
                    isText ? ((String) value).getBytes(StandardCharsets.UTF_16LE) : (byte[]) value);
                records.putShort((short) (isText ? STRING : BINARY)).putInt(inHeap(heap.size()));
              }
            });
    heap.set(0, tree(2, 6, inHeap(2)));
    heap.set(1, records.array());
    return heap(0xbc, heap);
  }

  private static byte[] tree(int key, int entry, int root) {
    return little(8)
        .put((byte) 0xb5)
        .put((byte) key)
        .put((byte) entry)
        .put((byte) 0)
        .putInt(root)
        .array();
  }

  private static int inHeap(int index) {
    return index << 5;
  }

  /** A table context of one row, whose one column is the number of an attachment. */
  private long table(int attachment) {
    ByteBuffer info = little(22 + 8);
    info.put((byte) 0x7c).put((byte) 1);
    info.putShort((short) 4).putShort((short) 4).putShort((short) 4).putShort((short) 5);
    info.putInt(inHeap(2)).putInt(inHeap(4)).putInt(0);
    info.putShort((short) LONG).putShort((short) 0x67f2).putShort((short) 0);
    info.put((byte) 4).put((byte) 0);
    return heap(
        0x7c,
        List.of(
            info.array(),
            tree(4, 4, inHeap(3)),
            little(8).putInt(attachment).putInt(0).array(),
            little(5).putInt(attachment).put((byte) 0x80).array()));
  }

  private long heap(int kind, List<byte[]> items) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>(List.of(12));
    for (byte[] item : items) {
      all.writeBytes(item);
      offsets.add(12 + all.size());
    }
    if (all.size() % 2 == 1) {
      all.write(0);
    }
    ByteBuffer heap = little(12 + all.size() + 4 + 2 * offsets.size());
    heap.putShort((short) (12 + all.size())).put((byte) 0xec).put((byte) kind);
    heap.putInt(inHeap(1)).putInt(0).put(all.toByteArray());
    heap.putShort((short) items.size()).putShort((short) 0);
    offsets.forEach(offset -> heap.putShort((short) (int) offset));
    return block(heap.array(), false);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] bytes() {
    // The header, one page of blocks for each twenty with one above them, one of nodes, and blocks.
    int leaves = (blocks.size() + 19) / 20;
    int nodePage = PAGE * (3 + leaves);
    if (nodes.size() > 15) {
      throw new IllegalStateException("too many nodes for one page");
    }
    int size = nodePage + PAGE;
    for (byte[] block : blocks.values()) {
      size += block.length + 16;
    }
    ByteBuffer file = little(size);
    file.put("!BDN".getBytes(StandardCharsets.US_ASCII));
    file.position(8);
    file.put("SM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 23);
    file.putLong(0xb8, size).putLong(0xd8, 1).putLong(0xe0, nodePage);
    file.putLong(0xe8, 2).putLong(0xf0, 2 * PAGE);

    int at = nodePage + PAGE;
    int leaf = 0;
    int inLeaf = 0;
    for (Map.Entry<Long, byte[]> block : blocks.entrySet()) {
      int page = PAGE * (3 + leaf);
      if (inLeaf == 0) {
        file.position(2 * PAGE + 24 * leaf);
        file.putLong(block.getKey()).putLong(3L + leaf).putLong(page);
      }
      file.position(page + 24 * inLeaf);
      file.putLong(block.getKey()).putLong(at);
      file.putShort((short) block.getValue().length).putShort((short) 2).putInt(0);
      file.position(at);
      file.put(block.getValue());
      at += block.getValue().length + 16;
      inLeaf++;
      end(file, page, inLeaf, 24, 0, 3L + leaf);
      if (inLeaf == 20) {
        inLeaf = 0;
        leaf++;
      }
    }
    end(file, 2 * PAGE, leaves, 24, 1, 2);

    file.position(nodePage);
    nodes.forEach(
        (node, of) ->
            file.putLong(node).putLong(of[0]).putLong(of[1]).putInt((int) of[2]).putInt(0));
    end(file, nodePage, nodes.size(), 32, 0, 1);
    return file.array();
  }

  /** The end of a page of a tree: how many entries it has, its level, and its number. */
  private static void end(ByteBuffer file, int page, int count, int size, int level, long number) {
    file.put(page + 488, (byte) count).put(page + 489, (byte) (488 / size));
    file.put(page + 490, (byte) size).put(page + 491, (byte) level);
    file.putLong(page + 504, number);
  }
}
