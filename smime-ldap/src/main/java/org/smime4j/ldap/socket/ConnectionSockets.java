package org.smime4j.ldap.socket;

import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Supplies the sockets of one connection, only while it is being made and on the thread that makes
 * it. If a connection breaks, JNDI would reconnect on its own. After StartTLS it would do so
 * without TLS, and send the password. This class prevents that: it supplies no socket after the
 * connection is made.
 */
public final class ConnectionSockets {

  private static final ThreadLocal<@Nullable SocketFactory> OF_THIS_THREAD = new ThreadLocal<>();

  private ConnectionSockets() {}

  /** Makes a connection. */
  public interface Connecting<T, E extends Exception> {
    /** Makes it. */
    T connect() throws E;
  }

  /** Makes a connection with sockets from a factory. */
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

  /** JNDI calls this method by its name. */
  public static SocketFactory getDefault() {
    SocketFactory factory = OF_THIS_THREAD.get();
    if (factory == null) {
      throw new IllegalStateException("The connection to the directory broke");
    }
    return factory;
  }
}
