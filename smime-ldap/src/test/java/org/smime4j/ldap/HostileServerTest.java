package org.smime4j.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smime4j.Credential;
import org.smime4j.testing.TestAuthority;

/** A server that never comes to an end, on this machine: the time and the octets of a query do. */
@Timeout(60)
class HostileServerTest {

  private static final byte[] STARTED = {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0};
  private static final byte[] REFERENCE = {
    0x30, 0x0c, 2, 1, 1, 0x73, 7, 4, 5, 'l', 'd', 'a', 'p', ':'
  };
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 1, 90};
  private static final byte[] RECORD = {0x16, 3, 3, 0x40, 0};

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofSeconds(50);

  private interface Answer {
    void to(InputStream in, OutputStream out) throws IOException;
  }

  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("smime4j directory")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  private static void refused(
      String scheme,
      ServerSocketFactory sockets,
      SSLContext tls,
      Duration within,
      Answer answer,
      String why)
      throws Exception {
    try (ServerSocket server =
        sockets.createServerSocket(0, 9, InetAddress.getByName("localhost"))) {
      Thread serving =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  answer.to(socket.getInputStream(), socket.getOutputStream());
                } catch (IOException e) {
                  // The client has hung up.
                }
              },
              "server of the test");
      serving.start();
      LdapDirectory directory =
          new LdapDirectory(URI.create(scheme + "://localhost:" + server.getLocalPort() + "/dc=x"))
              .over(tls)
              .within(within);
      assertThatThrownBy(() -> directory.certificates(List.of("bob@example.org"), note -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(why);
      serving.join();
    }
  }

  private static void inDrops(OutputStream out, byte[] begin) throws IOException {
    for (int i = 0; ; i++) {
      out.write(i < begin.length ? begin[i] : 0);
      out.flush();
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void endlessly(OutputStream out, byte[] piece) throws IOException {
    while (true) {
      out.write(piece);
    }
  }

  /** Reads a request, answers it, reads the next, and then does as the test wants. */
  private static Answer after(byte[] first, Answer rest) {
    return (in, out) -> {
      assertThat(in.read(new byte[4096])).isPositive();
      out.write(first);
      assertThat(in.read(new byte[4096])).isPositive();
      rest.to(in, out);
    };
  }

  /** Nobody binds: the first request is the search. */
  private static Answer afterTheSearch(Answer rest) {
    return (in, out) -> {
      assertThat(in.read(new byte[4096])).isPositive();
      rest.to(in, out);
    };
  }

  private static SSLContext context() throws Exception {
    TestAuthority authority = TestAuthority.create();
    Credential server = authority.identity("localhost");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", server.privateKey(), new char[0], server.chain().toArray(Certificate[]::new));
    store.setCertificateEntry("anchor", authority.certificate());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void c16_tlsInDrops_endsAtTheDeadline() throws Exception {
    ServerSocketFactory plain = ServerSocketFactory.getDefault();
    SSLContext tls = SSLContext.getDefault();
    String late = "it takes longer than 1000 ms";
    refused("ldaps", plain, tls, SECOND, (in, out) -> inDrops(out, RECORD), late);
    refused("ldap", plain, tls, SECOND, after(STARTED, (in, out) -> inDrops(out, RECORD)), late);
  }

  @Test
  void c16_endlessAlerts_endAtTheDeadlineOrAtTheOctets() throws Exception {
    ServerSocketFactory plain = ServerSocketFactory.getDefault();
    SSLContext tls = SSLContext.getDefault();
    refused("ldaps", plain, tls, SECOND, (in, out) -> endlessly(out, ALERT), "it ");
    refused("ldap", plain, tls, SECOND, after(STARTED, (in, out) -> endlessly(out, ALERT)), "it ");
  }

  @Test
  void c16_answersInDrops_endAtTheDeadline() throws Exception {
    SSLContext tls = context();
    refused(
        "ldaps",
        tls.getServerSocketFactory(),
        tls,
        SECOND,
        afterTheSearch((in, out) -> inDrops(out, new byte[] {0x30, (byte) 0x83, 0x10, 0, 0})),
        "it takes longer than 1000 ms");
  }

  @Test
  void c16_endlessReferences_endAtTheOctets() throws Exception {
    SSLContext tls = context();
    byte[] many = new byte[REFERENCE.length * 1_000];
    for (int i = 0; i < many.length; i += REFERENCE.length) {
      System.arraycopy(REFERENCE, 0, many, i, REFERENCE.length);
    }
    refused(
        "ldaps",
        tls.getServerSocketFactory(),
        tls,
        MINUTE,
        afterTheSearch((in, out) -> endlessly(out, many)),
        "it sends more than 2097152 octets");
    byte[] large = Arrays.copyOf(new byte[] {0x30, (byte) 0x84, 0x7f, 0, 0, 0}, 100_000);
    refused(
        "ldaps",
        tls.getServerSocketFactory(),
        tls,
        MINUTE,
        afterTheSearch((in, out) -> endlessly(out, large)),
        "it sends more than 2097152 octets");
  }
}
