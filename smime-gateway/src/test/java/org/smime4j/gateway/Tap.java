package org.smime4j.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between the gateway and the server behind it. Of so many connections one is refused, as by
 * a server that starts again; one ends in the middle of a message, as with a server that is killed;
 * and one never gets the answer to its message, which the server has taken.
 */
final class Tap implements AutoCloseable {

  private static final Pattern NUMBER = Pattern.compile("X-Number: (\\S+)");

  /** The messages that the server took and whose sender does not know it. */
  final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger cut = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket socket;
  private final int server;
  private final long silence;
  private final int every;

  /**
   * Passes connections to a port.
   *
   * @param silence so many milliseconds pass where the answer is missing
   * @param every each fault comes once in so many connections
   */
  Tap(int server, long silence, int every) throws IOException {
    this.server = server;
    this.every = every;
    this.silence = silence;
    socket = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    Thread accepting = new Thread(this::accept, "tap");
    accepting.setDaemon(true);
    accepting.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        int number = connections.incrementAndGet() % every;
        if (number == 0) {
          refused.incrementAndGet();
          client.close();
          continue;
        }
        Thread thread = new Thread(() -> pass(client, number), "tapped");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(Socket client, int number) {
    try (client;
        Socket next = new Socket("127.0.0.1", server)) {
      InputStream asked = new BufferedInputStream(client.getInputStream(), 65_536);
      InputStream answered = new BufferedInputStream(next.getInputStream());
      OutputStream back = client.getOutputStream();
      OutputStream on = next.getOutputStream();
      String answer = answer(answered);
      back.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      for (String line = NextServer.line(asked); line != null; line = NextServer.line(asked)) {
        on.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        answer = answer(answered);
        back.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        if (answer.startsWith("354")) {
          message(asked, on, number);
          answer = answer(answered);
          if (number == 5 && answer.startsWith("250")) {
            Thread.sleep(silence);
            return;
          }
          back.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException | InterruptedException e) {
      // Both sides see that the connection ends.
    }
  }

  private void message(InputStream asked, OutputStream on, int number) throws IOException {
    StringBuilder message = new StringBuilder();
    for (String line = ""; !line.equals("."); ) {
      line = NextServer.line(asked);
      if (line == null) {
        throw new IOException("the gateway broke off");
      }
      message.append(line).append("\r\n");
    }
    byte[] octets = message.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (number == 2) {
      cut.incrementAndGet();
      on.write(octets, 0, octets.length / 2);
      throw new IOException("cut");
    }
    Matcher id = NUMBER.matcher(message);
    if (number == 5 && id.find()) {
      unanswered.add(id.group(1));
    }
    on.write(octets);
  }

  private static String answer(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (true) {
      String line = NextServer.line(in);
      if (line == null) {
        throw new IOException("the server broke off");
      }
      answer.append(line).append("\r\n");
      if (line.length() < 4 || line.charAt(3) != '-') {
        return answer.toString();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
