package org.smime4j.ldap.socket;

import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one connection, while it is made and on the thread that makes it. JNDI would
 * connect again on its own where a connection breaks: without TLS where StartTLS was asked for, and
 * send the password there. After the connection was made there is no socket for that.
 */
public final class ConnectionSockets {

  private static final ThreadLocal<@Nullable SocketFactory> OF_THIS_THREAD = new ThreadLocal<>();

  private ConnectionSockets() {}

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
    return factory;
  }
}
