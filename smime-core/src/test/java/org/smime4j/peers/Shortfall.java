package org.smime4j.peers;

import java.util.regex.Pattern;

/**
 * Why cells of one peer are not ok, said before they are run. One that no cell needs is an error of
 * the table; a cell that fails without one fails the build.
 *
 * @param rows which rows, by a pattern that stands somewhere in their name
 * @param why for the page
 */
record Shortfall(Cell.Mark mark, Cell.Direction direction, Pattern rows, String why) {

  /** The peer has no such algorithm, or none can be asked of it. */
  static Shortfall lacks(Cell.Direction direction, String rows, String why) {
    return new Shortfall(Cell.Mark.LACKS, direction, Pattern.compile(rows), why);
  }

  /** The peer has it and departs from its standard. */
  static Shortfall differs(Cell.Direction direction, String rows, String why) {
    return new Shortfall(Cell.Mark.DIFFERS, direction, Pattern.compile(rows), why);
  }

  boolean covers(Row row, Cell.Direction way) {
    return direction == way && rows.matcher(row.name()).find();
  }
}
