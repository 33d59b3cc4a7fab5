package org.smime4j.ldap;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;

/**
 * Finds recipients' certificates in an LDAP directory. It returns the values of
 * userSMIMECertificate (RFC 2798, section 2.8), followed by those of userCertificate (RFC 4523,
 * section 2.1). The directory is not trusted: the encryptor judges each certificate, and {@code
 * Encryptor.toAddresses} and {@code TrustPolicy.find} check that it holds the address. {@code
 * Encryptor.to} does not.
 *
 * <p>Every connection uses TLS. An {@code ldaps:} connection begins with it. An {@code ldap:}
 * connection requires StartTLS (RFC 4511, section 4.14) before any other request. The server's
 * certificate must match the host name (RFC 4513, section 3.1.3).
 *
 * <p>This class does not follow referrals, dereference aliases, or create Java objects from
 * entries. It limits the entries, values and octets for an address, and the total time of a query
 * from the connection to the last answer.
 *
 * <p>Immutable, and safe for use by several threads. Each query opens its own connection.
 *
 * <pre>{@code
 * CertificateSource directory =
 *     new LdapDirectory(URI.create("ldaps://ldap.example.org/ou=people,dc=example,dc=org"));
 * Encryptor.trusting(trust).toAddresses(directory, "bob@example.org").encrypt(content);
 * }</pre>
 */
public final class LdapDirectory implements CertificateSource {

  private static final Duration STANDARD_TIME = Duration.ofSeconds(20);

  /** An attribute description without options (RFC 4512, section 1.4). */
  private static final Pattern ATTRIBUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}|[0-2](\\.\\d{1,30}){1,30}");

  private final URI url;
  private final LdapName base;
  private final @Nullable SSLContext tls;
  private final String name;
  private final char[] password;
  private final List<String> attributes;
  private final Duration time;

  private LdapDirectory(
      URI url,
      LdapName base,
      @Nullable SSLContext tls,
      String name,
      char[] password,
      List<String> attributes,
      Duration time) {
    this.url = url;
    this.base = base;
    this.tls = tls;
    this.name = name;
    this.password = password;
    this.attributes = attributes;
    this.time = time;
  }

  /**
   * Returns a directory that is queried anonymously.
   *
   * @param url {@code ldaps://host:port/base} or {@code ldap://host:port/base} (RFC 4516). The base
   *     is the entry below which to search for people. The default port is 636 or 389
   * @throws IllegalArgumentException if the URL has another form, or contains user information,
   *     attributes, a scope or a filter
   */
  public LdapDirectory(URI url) {
    this(url, base(url), null, "", new char[0], List.of("mail"), STANDARD_TIME);
  }

  private static LdapName base(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("ldaps") && !scheme.equals("ldap")) {
      throw new IllegalArgumentException("Not ldaps or ldap: " + url);
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      throw new IllegalArgumentException("It names no host: " + url);
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("It holds more than host, port and base: " + url);
    }
    String path = url.getPath();
    try {
      return new LdapName(path.isEmpty() ? "" : path.substring(1));
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("Its base is no distinguished name: " + url, e);
    }
  }

  /**
   * Logs in with a name and a password (simple bind, RFC 4513, section 5.1.3). The password is sent
   * only under TLS.
   *
   * @param distinguishedName the name of the user
   * @param password the password; this method copies the array
   * @throws IllegalArgumentException if one of them is empty, because directories then accept the
   *     login as anonymous (RFC 4513, section 5.1.2)
   */
  public LdapDirectory boundAs(String distinguishedName, char[] password) {
    if (distinguishedName.isBlank() || password.length == 0) {
      throw new IllegalArgumentException("A name or a password that is empty binds nobody");
    }
    return new LdapDirectory(url, base, tls, distinguishedName, password.clone(), attributes, time);
  }

  /** Authenticates servers with this context instead of the JVM's default context. */
  public LdapDirectory over(SSLContext context) {
    return new LdapDirectory(
        url, base, Objects.requireNonNull(context), name, password, attributes, time);
  }

  /**
   * Searches for addresses in these attributes instead of {@code mail}, for example in {@code
   * mailLocalAddress}.
   *
   * @throws IllegalArgumentException if one is not the name of an attribute
   */
  public LdapDirectory matching(String attribute, String... more) {
    List<String> all = new ArrayList<>();
    all.add(attribute);
    all.addAll(Arrays.asList(more));
    for (String each : all) {
      if (!ATTRIBUTE.matcher(each).matches()) {
        throw new IllegalArgumentException("Not an attribute's name: " + each);
      }
    }
    return new LdapDirectory(url, base, tls, name, password, List.copyOf(all), time);
  }

  /**
   * Limits the total time of a query: the connection, TLS, and all answers. The default is 20
   * seconds. The time for finding the address of the host is the operating system's.
   *
   * @throws IllegalArgumentException if the time is less than a second
   */
  public LdapDirectory within(Duration most) {
    if (most.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("Less than a second: " + most);
    }
    return new LdapDirectory(url, base, tls, name, password, attributes, most);
  }

  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Finding> notes) throws IOException {
    List<RecipientCertificate> certificates = new ArrayList<>();
    // The notes about the directory are the same for each address.
    Set<Finding> told = new LinkedHashSet<>();
    try (DirectoryConnection connection = new DirectoryConnection(this)) {
      for (String address : addresses) {
        connection.search(AddressFilter.of(attributes, address), certificates, told);
      }
    }
    told.forEach(notes);
    return certificates;
  }

  /** The scheme, host and port only. */
  String server() {
    return url.getScheme().toLowerCase(Locale.ROOT)
        + "://"
        + url.getHost()
        + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  boolean beginsWithTls() {
    return url.getScheme().equalsIgnoreCase("ldaps");
  }

  LdapName base() {
    return base;
  }

  SSLSocketFactory sockets() {
    return new TlsSockets(
        tls == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : tls.getSocketFactory());
  }

  /** The name of the user; empty for an anonymous query. */
  String name() {
    return name;
  }

  char[] password() {
    return password;
  }

  Duration time() {
    return time;
  }

  /** Returns the address of the directory, without the user. */
  @Override
  public String toString() {
    return url.toString();
  }
}
