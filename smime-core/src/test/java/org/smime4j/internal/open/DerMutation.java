package org.smime4j.internal.open;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes one value of a DER object and mends the lengths around it, so that readers get to it. */
public final class DerMutation {

  private static final int[] TAGS = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x24, 0x30, 0x31, 0x80, 0x81, 0xa0, 0xa1
  };
  private static final int DEEPEST = 40;
  private static final int MOST = 3_000;

  private final Random random;
  private final List<Node> all = new ArrayList<>();

  /** A value: primitive, or with children. */
  private static final class Node {
    int tag;
    byte[] content = {};
    List<Node> children = List.of();
    boolean badLength;

    byte[] encoded(Random random) {
      byte[] body = content;
      if (!children.isEmpty()) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        children.forEach(child -> inside.writeBytes(child.encoded(random)));
        body = inside.toByteArray();
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(tag);
      if (badLength) {
        out.writeBytes(strangeLength(random, body.length));
      } else if (body.length < 0x80) {
        out.write(body.length);
      } else {
        int octets = (39 - Integer.numberOfLeadingZeros(body.length)) / 8;
        out.write(0x80 | octets);
        for (int i = octets - 1; i >= 0; i--) {
          out.write(body.length >> (8 * i));
        }
      }
      out.writeBytes(body);
      return out.toByteArray();
    }
  }

  private DerMutation(Random random) {
    this.random = random;
  }

  /** The object changed, or null if it is no DER. */
  static byte[] of(byte[] der, Random random) {
    DerMutation mutation = new DerMutation(random);
    List<Node> nodes = mutation.parse(der, 0, der.length, 0);
    if (nodes == null || mutation.all.isEmpty()) {
      return null;
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      mutation.change();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    nodes.forEach(node -> out.writeBytes(node.encoded(random)));
    return out.toByteArray();
  }

  private List<Node> parse(byte[] der, int from, int to, int depth) {
    List<Node> nodes = new ArrayList<>();
    int at = from;
    while (at < to) {
      if (at + 2 > to || depth > DEEPEST || all.size() > MOST) {
        return null;
      }
      Node node = new Node();
      node.tag = der[at++] & 0xff;
      int length = der[at++] & 0xff;
      if (length >= 0x80) {
        int octets = length & 0x7f;
        if (octets == 0 || octets > 3 || at + octets > to) {
          return null;
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = length << 8 | (der[at++] & 0xff);
        }
      }
      if (length > to - at) {
        return null;
      }
      node.content = java.util.Arrays.copyOfRange(der, at, at + length);
      all.add(node);
      if ((node.tag & 0x20) != 0) {
        List<Node> children = parse(der, at, at + length, depth + 1);
        if (children == null) {
          return null;
        }
        node.children = children;
      }
      nodes.add(node);
      at += length;
    }
    return nodes;
  }

  private void change() {
    Node node = all.get(random.nextInt(all.size()));
    Node other = all.get(random.nextInt(all.size()));
    switch (random.nextInt(9)) {
      case 0 -> node.tag = TAGS[random.nextInt(TAGS.length)];
      case 1 -> node.badLength = true;
      case 2 -> emptied(node, new byte[random.nextInt(4)]);
      case 3 -> emptied(node, new byte[random.nextInt(2_000)]);
      case 4 -> copied(node, other);
      case 5 -> children(node, list -> list.remove(random.nextInt(list.size())));
      case 6 -> children(node, list -> list.add(list.get(random.nextInt(list.size()))));
      case 7 -> children(node, list -> java.util.Collections.shuffle(list, random));
      default -> flipped(node);
    }
  }

  private void emptied(Node node, byte[] content) {
    random.nextBytes(content);
    node.content = content;
    node.children = List.of();
  }

  /** Takes the place of another value; never of one around it. */
  private static void copied(Node node, Node other) {
    node.tag = other.tag;
    node.content = other.children.isEmpty() ? other.content : other.encoded(new Random(0));
    node.children = List.of();
  }

  private static void children(Node node, java.util.function.Consumer<List<Node>> change) {
    if (!node.children.isEmpty()) {
      List<Node> children = new ArrayList<>(node.children);
      change.accept(children);
      if (children.isEmpty()) {
        node.content = new byte[0];
      }
      node.children = children;
    }
  }

  private void flipped(Node node) {
    if (node.children.isEmpty() && node.content.length > 0) {
      node.content = node.content.clone();
      node.content[random.nextInt(node.content.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static byte[] strangeLength(Random random, int length) {
    return switch (random.nextInt(6)) {
      case 0 -> new byte[] {(byte) 0x80};
      case 1 -> new byte[] {(byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
      case 2 -> new byte[] {(byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
      case 3 -> new byte[] {(byte) 0x84, 0, 0, (byte) (length >> 8), (byte) length};
      case 4 -> new byte[] {(byte) Math.max(0, Math.min(0x7f, length - 1))};
      default -> new byte[] {(byte) Math.min(0x7f, length + 1)};
    };
  }
}
