package org.smime4j.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS sockets that require a certificate for the host name (RFC 4513, section 3.1.3), regardless of
 * the JVM's properties.
 */
final class TlsSockets extends SSLSocketFactory {

  private final SSLSocketFactory factory;

  TlsSockets(SSLSocketFactory factory) {
    this.factory = factory;
  }

  private static Socket checkingTheHost(Socket socket) throws IOException {
    if (!(socket instanceof SSLSocket tls)) {
      socket.close();
      throw new IOException("no TLS");
    }
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    tls.setSSLParameters(parameters);
    return tls;
  }

  @Override
  public Socket createSocket() throws IOException {
    return checkingTheHost(factory.createSocket());
  }

  @Override
  public Socket createSocket(Socket below, String host, int port, boolean closing)
      throws IOException {
    return checkingTheHost(factory.createSocket(below, host, port, closing));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return checkingTheHost(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return checkingTheHost(factory.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return checkingTheHost(factory.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return checkingTheHost(factory.createSocket(host, port, from, fromPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }
}
