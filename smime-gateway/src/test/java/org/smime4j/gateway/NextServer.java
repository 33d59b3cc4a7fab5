package org.smime4j.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server behind the gateway, which answers as a test wants. */
final class NextServer implements AutoCloseable {

  /** What one DATA brought, with dots as they were on the wire. */
  record Arrived(List<String> envelope, String raw) {
    String text() {
      return raw.replace("\r\n..", "\r\n.");
    }

    byte[] bytes() {
      return text().getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Answers a command, or the end of a message as "."; null for no answer. */
  interface Answers {
    String to(String command) throws Exception;
  }

  static final String QUEUED = "250 2.0.0 Ok: queued as 4dKx";
  static final String EXTENSIONS = "250-next\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN";

  final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  final List<String> commands = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;
  volatile Answers answers = NextServer::usual;

  NextServer() throws IOException {
    socket = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    Thread accepting = new Thread(this::accept, "next server");
    accepting.setDaemon(true);
    accepting.start();
  }

  static String usual(String command) {
    return command.equals(".")
        ? QUEUED
        : command.startsWith("DATA")
            ? "354 go"
            : command.startsWith("EHLO") ? EXTENSIONS : "250 2.1.0 ok";
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  void reset() {
    answers = NextServer::usual;
    arrived.clear();
    commands.clear();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> serve(client), "next server's client");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), 65_536);
      OutputStream out = client.getOutputStream();
      say(out, "220 next ESMTP");
      List<String> envelope = new CopyOnWriteArrayList<>();
      for (String line = line(in); line != null; line = line(in)) {
        commands.add(line);
        if (line.startsWith("MAIL") || line.startsWith("RSET")) {
          envelope.clear();
        }
        envelope.add(line);
        String answer = answers.to(line);
        if (!say(out, answer)) {
          return;
        }
        if (answer.startsWith("354")) {
          ByteArrayOutputStream message = new ByteArrayOutputStream();
          for (String text = line(in); !".".equals(text); text = line(in)) {
            if (text == null) {
              return;
            }
            message.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
          }
          String end = answers.to(".");
          if (end != null && end.startsWith("2")) {
            arrived.add(
                new Arrived(List.copyOf(envelope), message.toString(StandardCharsets.ISO_8859_1)));
          }
          if (!say(out, end)) {
            return;
          }
        }
      }
    } catch (Exception e) {
      // The gateway sees a broken connection.
    }
  }

  private static boolean say(OutputStream out, String text) throws IOException {
    if (text == null) {
      return false;
    }
    out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return true;
  }

  /** A line that ends with CRLF and nothing else. */
  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int last = -1;
    for (int next = in.read(); ; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (last == '\r' && next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.substring(0, text.length() - 1);
      }
      line.write(next);
      last = next;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
