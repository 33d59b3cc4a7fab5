package org.smime4j.ldap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one TCP connection of a query, below TLS. It closes the connection at the deadline,
 * whatever is waited for then: the server may send TLS in drops, endless alerts, or nothing. It
 * reads no more octets than the query allows, because JNDI keeps every reference that it receives.
 */
final class BoundedSockets extends SocketFactory implements AutoCloseable {

  private final @Nullable SSLSocketFactory tls;
  private final long deadline;
  private final Thread clock = new Thread(this::waitForTheDeadline, "smime4j directory deadline");
  private final Bounded socket = new Bounded();
  private final AtomicLong left = new AtomicLong();

  /**
   * @param tls for a connection that begins with TLS; otherwise null
   * @param deadline when the connection ends, as a {@link System#nanoTime}
   */
  BoundedSockets(@Nullable SSLSocketFactory tls, long deadline) {
    this.tls = tls;
    this.deadline = deadline;
    clock.setDaemon(true);
    clock.start();
  }

  /** Allows the server so many octets from now on. */
  void allow(long octets) {
    left.set(octets);
  }

  /** Returns true if the server sent more than was allowed. */
  boolean isExceeded() {
    return left.get() < 0;
  }

  private void waitForTheDeadline() {
    try {
      TimeUnit.NANOSECONDS.sleep(deadline - System.nanoTime());
    } catch (InterruptedException e) {
      return;
    }
    end();
  }

  private void end() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use.
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    socket.connect(new InetSocketAddress(host, port));
    if (tls == null) {
      return socket;
    }
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
    // Else two threads of JNDI begin with it, and the one that fails last says why.
    secured.startHandshake();
    return secured;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    clock.interrupt();
    end();
  }

  private final class Bounded extends Socket {

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          int n = super.read(into, offset, length);
          if (left.addAndGet(-Math.max(0, n)) < 0) {
            throw new IOException("The directory sends too much");
          }
          return n;
        }
      };
    }
  }
}
