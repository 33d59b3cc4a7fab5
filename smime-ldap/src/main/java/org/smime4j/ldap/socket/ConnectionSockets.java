package org.smime4j.ldap.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one connection, while it is made and on the thread that makes it. JNDI would
 * connect again on its own where a connection breaks: without TLS where StartTLS was asked for, and
 * send the password there. After the connection was made there is no socket for that.
 */
public final class ConnectionSockets extends SocketFactory {

  private static final ThreadLocal<@Nullable SocketFactory> OF_THIS_THREAD = new ThreadLocal<>();

  private final SocketFactory factory;

  private ConnectionSockets(SocketFactory factory) {
    this.factory = factory;
  }

  /** Makes a connection. */
  public interface Connecting<T, E extends Exception> {
    /** Makes it. */
    T connect() throws E;
  }

  /** Makes a connection whose sockets come from a factory. */
  public static <T, E extends Exception> T from(SocketFactory factory, Connecting<T, E> connecting)
      throws E {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    OF_THIS_THREAD.set(factory);
    // JNDI looks for this class there.
    thread.setContextClassLoader(ConnectionSockets.class.getClassLoader());
    try {
      return connecting.connect();
    } finally {
      thread.setContextClassLoader(loader);
      OF_THIS_THREAD.remove();
    }
  }

  /** What JNDI calls, by this name. */
  public static SocketFactory getDefault() {
    SocketFactory factory = OF_THIS_THREAD.get();
    if (factory == null) {
      throw new IllegalStateException("The connection to the directory broke");
    }
    return new ConnectionSockets(factory);
  }

  @Override
  public Socket createSocket() throws IOException {
    return factory.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return factory.createSocket(host, port, from, fromPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return factory.createSocket(host, port, from, fromPort);
  }
}
