package org.smime4j.internal.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.Fetcher;

/**
 * Guards a caller's {@link Fetcher} for one message. It checks each address first, and limits the
 * calls, the bytes and the total time. A failed fetch returns nothing and adds a note.
 */
public final class FetchGuard {

  /** Finds the network addresses of a host. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Fetcher fetcher;
  private final Resolver resolver;
  private final Spent spent;

  /** The fetches for a message by all its fetchers, and the remaining limits. */
  private static final class Spent {
    private final List<Finding> notes = new ArrayList<>();
    private final Map<String, byte[]> fetched = new HashMap<>();
    private final long mostFetches;
    private long fetches;
    private long octetsLeft;
    private Duration timeLeft;

    Spent(Limits limits) {
      this.mostFetches = limits.get(Limit.FETCHES);
      this.octetsLeft = limits.get(Limit.FETCHED_OCTETS);
      this.timeLeft = Duration.ofMillis(limits.get(Limit.FETCH_MILLIS));
    }
  }

  public FetchGuard(Fetcher fetcher, Resolver resolver, Limits limits) {
    this(fetcher, resolver, new Spent(limits));
  }

  private FetchGuard(Fetcher fetcher, Resolver resolver, Spent spent) {
    this.fetcher = fetcher;
    this.resolver = resolver;
    this.spent = spent;
  }

  /** The same in front of another fetcher: both together may do what one may. */
  public FetchGuard before(Fetcher other) {
    return new FetchGuard(other, resolver, spent);
  }

  /** Notes on the fetches that were refused or failed so far. */
  public List<Finding> notes() {
    return spent.notes;
  }

  /** Fetches by GET what is fetched once for a message. */
  public byte @Nullable [] get(String address) {
    return get(address, Long.MAX_VALUE);
  }

  /**
   * Fetches by GET what is fetched once for a message.
   *
   * @param most octets of which a longer answer counts for nothing
   */
  public byte @Nullable [] get(String address, long most) {
    byte[] known = spent.fetched.get(address);
    if (known == null) {
      known = fetch(address, null, most);
      if (known != null) {
        spent.fetched.put(address, known);
      }
    }
    return known;
  }

  /** Fetches by POST. */
  public byte @Nullable [] post(String address, byte[] body) {
    return fetch(address, body, Long.MAX_VALUE);
  }

  private byte @Nullable [] fetch(String address, byte @Nullable [] body, long most) {
    URI uri;
    try {
      uri = PublicAddress.parse(address);
    } catch (Refusal e) {
      return refused(address, e.why());
    }
    if (++spent.fetches > spent.mostFetches) {
      return refused(
          address,
          new Finding(
              Finding.Code.FETCH_REFUSED, "one message may cause {0} fetches", spent.mostFetches));
    }
    if (spent.timeLeft.isNegative() || spent.timeLeft.isZero() || spent.octetsLeft <= 0) {
      return refused(
          address,
          new Finding(
              Finding.Code.FETCH_REFUSED,
              "the time, or the octets, that one message may fetch are used up"));
    }
    long start = System.nanoTime();
    Download download = new Download(uri, body, most);
    FutureTask<byte[]> task = new FutureTask<>(download);
    Thread thread = new Thread(task, "smime4j fetch");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(spent.timeLeft.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Refusal refusal) {
        return refusal.why().code() == Finding.Code.FETCH_REFUSED
            ? refused(address, refusal.why())
            : failed(address, refusal.why());
      }
      return failed(
          address, DistinguishedName.printable(String.valueOf(cause == null ? e : cause)));
    } catch (TimeoutException e) {
      task.cancel(true);
      download.abandon();
      return failed(address, new Finding(Finding.Code.FETCH_FAILED, "the time is over"));
    } catch (InterruptedException e) {
      task.cancel(true);
      download.abandon();
      Thread.currentThread().interrupt();
      return failed(address, new Finding(Finding.Code.FETCH_FAILED, "interrupted"));
    } finally {
      // The bytes of a failed fetch count too.
      spent.octetsLeft -= download.octets;
      spent.timeLeft = spent.timeLeft.minusNanos(System.nanoTime() - start);
    }
  }

  private List<InetAddress> publicAddresses(String host) throws IOException {
    List<InetAddress> addresses = List.of(resolver.resolve(host));
    for (InetAddress each : addresses) {
      if (!PublicAddress.isPublic(each)) {
        throw new Refusal(
            new Finding(
                Finding.Code.FETCH_REFUSED,
                "{0} is at {1}, no public address",
                DistinguishedName.printable(host),
                each.getHostAddress()));
      }
    }
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return addresses;
  }

  /** One fetch, on a thread of its own; the thread that waits for it may give it up. */
  private final class Download implements Callable<byte[]> {
    private final URI uri;
    private final byte @Nullable [] body;
    private final Duration time = spent.timeLeft;
    private final int most;
    private volatile int octets;
    private volatile @Nullable InputStream source;
    private volatile boolean abandoned;

    Download(URI uri, byte @Nullable [] body, long most) {
      this.uri = uri;
      this.body = body;
      this.most = (int) Math.min(Math.min(most, spent.octetsLeft), Integer.MAX_VALUE - 16);
    }

    @Override
    public byte[] call() throws IOException {
      List<InetAddress> addresses = publicAddresses(uri.getHost());
      try (InputStream in = fetcher.fetch(uri, addresses, body, time)) {
        source = in;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        int read = 0;
        int count = 0;
        while (!abandoned && count >= 0 && read <= most) {
          answer.write(piece, 0, count);
          count = in.read(piece, 0, (int) Math.min(piece.length, most + 1L - read));
          read += Math.max(count, 0);
          octets = read;
        }
        if (abandoned || read > most) {
          throw new Refusal(
              new Finding(Finding.Code.FETCH_FAILED, "the answer is longer than {0} octets", most));
        }
        return answer.toByteArray();
      }
    }

    /** Closes the source, which may block as reading does: on a thread of its own too. */
    void abandon() {
      abandoned = true;
      InputStream in = source;
      if (in != null) {
        Thread thread = new Thread(() -> close(in), "smime4j fetch given up");
        thread.setDaemon(true);
        thread.start();
      }
    }

    private static void close(InputStream in) {
      try {
        in.close();
      } catch (IOException | RuntimeException e) {
        // It was given up already, and is noted.
      }
    }
  }

  private byte @Nullable [] refused(String address, Finding why) {
    return note(Finding.Code.FETCH_REFUSED, "Nothing was fetched from {0}: {1}", address, why);
  }

  /** Notes that what came is of no use. */
  void useless(String address, Finding why) {
    note(Finding.Code.FETCH_FAILED, "Nothing of use came from {0}: {1}", address, why);
  }

  private byte @Nullable [] failed(String address, Object why) {
    return note(Finding.Code.FETCH_FAILED, "Nothing came from {0}: {1}", address, why);
  }

  private byte @Nullable [] note(Finding.Code code, String pattern, String address, Object why) {
    String where = address.length() > 200 ? address.substring(0, 200) + "…" : address;
    spent.notes.add(new Finding(code, pattern, DistinguishedName.printable(where), why));
    return null;
  }

  /**
   * The addresses to which a stranger may make the library connect (threats C13): http and https,
   * at hosts outside the local network. By the registries of special-purpose addresses (RFC 6890)
   * what is left of IPv6 is 2000::/3, without the blocks that stand for IPv4 addresses (Teredo,
   * 6to4).
   */
  public static final class PublicAddress {

    private static final int LONGEST = 2_000;

    private static final Pattern DOTTED_QUAD =
        Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private PublicAddress() {}

    /**
     * The address, if it may be fetched from as far as its text says.
     *
     * @throws Refusal with the reason why not
     */
    static URI parse(String text) throws Refusal {
      if (text.length() > LONGEST) {
        throw new Refusal(
            new Finding(Finding.Code.FETCH_REFUSED, "it is longer than {0} characters", LONGEST));
      }
      URI uri;
      try {
        uri = new URI(text);
      } catch (URISyntaxException e) {
        throw new Refusal(new Finding(Finding.Code.FETCH_REFUSED, "it is not a URI"));
      }
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new Refusal(
            new Finding(Finding.Code.FETCH_REFUSED, "only http and https are fetched from"));
      }
      String host = uri.getHost();
      if (host == null || host.isEmpty()) {
        throw new Refusal(new Finding(Finding.Code.FETCH_REFUSED, "it names no host"));
      }
      if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        throw new Refusal(
            new Finding(Finding.Code.FETCH_REFUSED, "it holds user information or a fragment"));
      }
      if (!host.startsWith("[") && isNumeric(host) && !DOTTED_QUAD.matcher(host).matches()) {
        // 127.1, 0x7f000001, 0177.0.0.1: programs read these differently.
        throw new Refusal(
            new Finding(Finding.Code.FETCH_REFUSED, "its host is a number in an unusual form"));
      }
      return uri;
    }

    private static boolean isNumeric(String host) {
      String last = host.substring(host.lastIndexOf('.', host.length() - 2) + 1);
      return last.matches("\\d+\\.?|0[xX][0-9a-fA-F]*\\.?");
    }

    /** True for an address of the public network. */
    static boolean isPublic(InetAddress address) {
      byte[] octets = address.getAddress();
      int first = octets[0] & 0xFF;
      int second = octets[1] & 0xFF;
      if (address instanceof Inet4Address) {
        boolean special =
            first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && octets[2] == 0)
                || (first == 198 && (second == 18 || second == 19));
        return !special;
      }
      boolean standsForIpv4 =
          (first == 0x20 && second == 0x02)
              || (first == 0x20 && second == 0x01 && (octets[2] & 0xFE) == 0);
      return (first & 0xE0) == 0x20 && !standsForIpv4;
    }
  }
}
