package org.smime4j.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smime4j.peers.Cell.Direction;
import org.smime4j.peers.Cell.Mark;

/** What one peer makes of every row, in both directions. */
final class Matrix {

  /** Rows whose messages are altered too, to see that the peer looks. */
  private static final Set<String> ALTERED =
      Set.of(
          "rsa-pkcs1-sha256",
          "ecdsa-sha256",
          "rsa-pkcs1-sha256, opaque",
          "ecdsa-sha256, opaque",
          "aes256-gcm, rsa-pkcs1",
          "aes256-cbc, rsa-pkcs1",
          "aes256-cbc, rsa-oaep-sha256");

  private final Peer peer;
  private final Map<Row, Map<Direction, Cell>> cells = new LinkedHashMap<>();
  private final List<Shortfall> shortfalls;
  private final Set<Shortfall> unused;
  private final List<String> fooled = new ArrayList<>();
  private int altered;

  private Matrix(Peer peer) {
    this.peer = peer;
    shortfalls = peer.shortfalls();
    unused = new LinkedHashSet<>(shortfalls);
  }

  static Matrix of(Peer peer) {
    Matrix matrix = new Matrix(peer);
    for (Row row : Rows.all()) {
      Map<Direction, Cell> both = new EnumMap<>(Direction.class);
      both.put(Direction.THEY_READ, matrix.theyRead(row));
      both.put(Direction.THEY_WRITE, matrix.theyWrite(row));
      matrix.cells.put(row, both);
    }
    return matrix;
  }

  Cell cell(Row row, Direction direction) {
    return cells.get(row).get(direction);
  }

  List<Cell> all() {
    return cells.values().stream().flatMap(both -> both.values().stream()).toList();
  }

  /** Cells that failed for a reason that nobody has named. */
  List<String> unexplained() {
    List<String> all = new ArrayList<>();
    cells.forEach(
        (row, both) ->
            both.forEach(
                (direction, cell) -> {
                  if (cell.mark() == Mark.UNEXPLAINED) {
                    all.add(direction + " " + row.name() + ": " + cell.detail());
                  }
                }));
    return all;
  }

  /** Entries of the peer's table that no cell needed. */
  Set<Shortfall> unused() {
    return unused;
  }

  /** Rows whose altered message the peer read as if it were whole. */
  List<String> fooled() {
    return fooled;
  }

  /** How many altered messages it was handed. */
  int altered() {
    return altered;
  }

  private Cell theyRead(Row row) {
    Optional<byte[]> message = Ours.write(row, peer.mail());
    if (message.isEmpty()) {
      unused.removeIf(each -> each.covers(row, Direction.THEY_READ));
      return new Cell(Mark.NOT_WRITTEN, false, "");
    }
    try {
      byte[] content = peer.read(row, message.get());
      if (!Arrays.equals(content, Ours.expected(row))) {
        return explained(row, Direction.THEY_READ, true, "another content", true);
      }
    } catch (Exception | AssertionError e) {
      return explained(row, Direction.THEY_READ, true, said(e), true);
    }
    if (ALTERED.contains(row.name())) {
      alter(row, message.get());
    }
    return new Cell(Mark.OK, true, "");
  }

  /** One bit, a hundred octets before the end: in the signature, the ciphertext or the tag. */
  private void alter(Row row, byte[] message) {
    byte[] other = message.clone();
    other[other.length - 100] ^= 1;
    altered++;
    try {
      if (Arrays.equals(peer.read(row, other), Ours.CONTENT)) {
        fooled.add(row.name());
      }
    } catch (Exception | AssertionError e) {
      // As it should.
    }
  }

  private Cell theyWrite(Row row) {
    byte[] message;
    try {
      message = peer.write(row);
    } catch (Exception | AssertionError e) {
      return explained(row, Direction.THEY_WRITE, false, said(e), true);
    }
    try {
      RowReading.read(row, message, peer.mail());
      return new Cell(Mark.OK, true, "");
    } catch (Peer.Refusal e) {
      return explained(row, Direction.THEY_WRITE, true, said(e), true);
    } catch (Exception | AssertionError e) {
      // It is there and we do not read it: only a fault with a name excuses that.
      return explained(row, Direction.THEY_WRITE, true, said(e), false);
    }
  }

  private Cell explained(Row row, Direction way, boolean exercised, String seen, boolean mayLack) {
    for (Shortfall each : shortfalls) {
      if (each.covers(row, way) && (mayLack || each.mark() == Mark.DIFFERS)) {
        unused.remove(each);
        return new Cell(each.mark(), exercised, each.why());
      }
    }
    return new Cell(Mark.UNEXPLAINED, exercised, seen);
  }

  private static String said(Throwable e) {
    String text = (e.getClass().getSimpleName() + ": " + e.getMessage()).replaceAll("\\s+", " ");
    int length = text.length();
    return length > 300 ? text.substring(0, 140) + " … " + text.substring(length - 160) : text;
  }
}
