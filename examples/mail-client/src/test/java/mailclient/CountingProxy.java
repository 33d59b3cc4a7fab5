package mailclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and its server on this machine: keeps what is asked, and counts what is
 * answered.
 */
final class CountingProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int server;
  private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
  private final AtomicLong answered = new AtomicLong();

  CountingProxy(int server) throws IOException {
    this.server = server;
    daemon(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many octets the server has said. */
  long answered() {
    return answered.get();
  }

  /** The lines that the client has said. */
  List<String> asked() {
    synchronized (asked) {
      return asked.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        daemon(() -> pass(client, behind, true));
        daemon(() -> pass(behind, client, false));
      }
    } catch (IOException e) {
      // The server socket was closed.
    }
  }

  private void pass(Socket from, Socket to, boolean isAsking) {
    byte[] piece = new byte[1 << 14];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n; (n = in.read(piece)) > 0; ) {
        // Counted first: a client that has an answer finds it counted.
        if (isAsking) {
          synchronized (asked) {
            asked.write(piece, 0, n);
          }
        } else {
          answered.addAndGet(n);
        }
        out.write(piece, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One of the two has hung up; closing both tells the other.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
