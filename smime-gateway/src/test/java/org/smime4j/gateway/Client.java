package org.smime4j.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server in front of the gateway, command by command. */
final class Client implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Client(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Sends text and returns the reply, all lines of it; null if the connection ended. */
  String say(String line) throws IOException {
    send(line + "\r\n");
    return reply();
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  String reply() throws IOException {
    StringBuilder reply = new StringBuilder();
    while (true) {
      String line = NextServer.line(in);
      if (line == null) {
        return null;
      }
      reply.append(line);
      if (line.length() < 4 || line.charAt(3) != '-') {
        return reply.toString();
      }
      reply.append('\n');
    }
  }

  /**
   * Greets and sends one message; the reply is that of the first command that fails, or the last.
   */
  static String deliver(int port, String from, String message, String... to) throws IOException {
    try (Client client = new Client(port)) {
      String reply = client.reply();
      for (String line : new String[] {"EHLO client", "MAIL FROM:<" + from + ">"}) {
        reply = reply.startsWith("2") ? client.say(line) : reply;
      }
      for (String each : to) {
        reply = reply.startsWith("2") ? client.say("RCPT TO:<" + each + ">") : reply;
      }
      reply = reply.startsWith("2") ? client.say("DATA") : reply;
      return reply.startsWith("354") ? client.say(stuffed(message) + ".") : reply;
    }
  }

  /** As SMTP writes lines that begin with a dot. */
  static String stuffed(String message) {
    return message.replace("\r\n.", "\r\n..");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
