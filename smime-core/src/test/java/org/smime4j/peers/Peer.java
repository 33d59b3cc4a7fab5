package org.smime4j.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.smime4j.peers.Gpgsm.GpgsmCms;

/** Software that is not ours. A new one is a class, and a constant of {@link Name}. */
interface Peer extends AutoCloseable {

  /** Which peers there are, and how each is started. */
  enum Name {
    OPENSSL("OpenSSL", "`openssl cms`", OpensslCms::new),
    GPGSM("gpgsm", "GnuPG", folder -> new GpgsmCms()),
    NSS("NSS", "`cmsutil`; what Thunderbird reads with", Nss::new),
    CERTTOOL("certtool", "GnuTLS", Certtool::new),
    BCPKIX("bcpkix", "Bouncy Castle's CMS", folder -> new BouncyCastleCms()),
    BCJMAIL("bcjmail", "Bouncy Castle's mail module, whole messages", f -> new BouncyCastleMail()),
    PKIJS("PKI.js", "on the WebCrypto of Node.js", folder -> NodePeer.pkijs()),
    FORGE("node-forge", "on Node.js", folder -> NodePeer.forge());

    /** Starts a peer that may write below a folder; skips the test where it is not installed. */
    interface Start {
      Peer in(Path folder) throws Exception;
    }

    private final String text;
    private final String what;
    private final Start start;

    Name(String text, String what, Start start) {
      this.text = text;
      this.what = what;
      this.start = start;
    }

    /** The heading of its column. */
    String text() {
      return text;
    }

    String what() {
      return what;
    }

    Peer start(Path folder) throws Exception {
      return start.in(folder);
    }
  }

  /** Which version runs, for the page alone. */
  String version();

  /** What it writes for a row. */
  byte[] write(Row row) throws Exception;

  /** The content that it finds in a message for a row, once it has checked all that it checks. */
  byte[] read(Row row, byte[] message) throws Exception;

  /** Why some of its cells are not ok. */
  List<Shortfall> shortfalls();

  /** Whether its messages are mail, and not bare CMS. */
  default boolean mail() {
    return false;
  }

  @Override
  default void close() {}

  /** It cannot, or does not want to. */
  final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String what) {
      super(what);
    }
  }

  /**
   * Why cells of one peer are not ok, said before they are run. One that no cell needs is an error
   * of the table; a cell that fails without one fails the build.
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
}
