package org.smime4j.internal.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.smime4j.findings.Finding;

/**
 * The addresses to which a stranger may make the library connect (threats C13): http and https, at
 * hosts outside the local network. By the registries of special-purpose addresses (RFC 6890) what
 * is left of IPv6 is 2000::/3, without the blocks that stand for IPv4 addresses (Teredo, 6to4).
 */
public final class PublicAddress {

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
