package org.smime4j.ldap;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.ReferralException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.findings.Finding;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.ldap.socket.ConnectionSockets;

/** A connection to a directory, for one query. */
final class DirectoryConnection implements AutoCloseable {

  private static final String USER_SMIME_CERTIFICATE = "userSMIMECertificate";
  private static final String USER_CERTIFICATE = "userCertificate";

  /** The most entries that are read for one address. */
  private static final int MOST_ENTRIES = 32;

  /** The number of entries in one page of results (RFC 2696). */
  private static final int PAGE = 8;

  /**
   * The most octets that the server may send for one address, below TLS. Hundreds of certificates
   * have as many.
   */
  private static final long MOST_OCTETS = 2 * 1024 * 1024;

  /** The length of a chain of causes that is searched. */
  private static final int MOST_CAUSES = 16;

  private final LdapDirectory directory;
  private final long deadline;
  private final BoundedSockets sockets;
  private final LdapContext context;
  private @Nullable StartTlsResponse tls;

  DirectoryConnection(LdapDirectory directory) throws IOException {
    this.directory = directory;
    this.deadline = System.nanoTime() + directory.time().toNanos();
    this.sockets =
        new BoundedSockets(directory.beginsWithTls() ? directory.sockets() : null, deadline);
    sockets.allow(MOST_OCTETS);
    try {
      this.context =
          ConnectionSockets.from(sockets, () -> new InitialLdapContext(environment(), null));
    } catch (NamingException | RuntimeException e) {
      IOException failed = failed(e);
      sockets.close();
      throw failed;
    }
    boolean ready = false;
    try {
      if (!directory.beginsWithTls()) {
        startTls();
      }
      bind();
      ready = true;
    } catch (NamingException | IOException | RuntimeException e) {
      throw failed(e);
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  @SuppressWarnings("JdkObsolete") // JNDI takes no other.
  private Hashtable<String, Object> environment() {
    String time = Long.toString(directory.time().toMillis());
    Hashtable<String, Object> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
    environment.put(Context.PROVIDER_URL, directory.server());
    environment.put(Context.SECURITY_AUTHENTICATION, "none");
    environment.put(Context.REFERRAL, "throw");
    // Without these settings, the JVM's properties would apply.
    environment.put(Context.OBJECT_FACTORIES, "");
    environment.put(Context.STATE_FACTORIES, "");
    environment.put(Context.URL_PKG_PREFIXES, "");
    environment.put(LdapContext.CONTROL_FACTORIES, "");
    environment.put("java.naming.ldap.derefAliases", "never");
    environment.put("java.naming.ldap.version", "3");
    environment.put(
        "java.naming.ldap.attributes.binary", USER_SMIME_CERTIFICATE + " " + USER_CERTIFICATE);
    environment.put("java.naming.ldap.factory.socket", ConnectionSockets.class.getName());
    environment.put("com.sun.jndi.ldap.connect.pool", "false");
    environment.put("com.sun.jndi.ldap.read.timeout", time);
    return environment;
  }

  private void startTls() throws NamingException, IOException {
    StartTlsResponse response = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
    tls = response;
    response.negotiate(directory.sockets());
  }

  /** Logs in under TLS only: if StartTLS fails, the password is not sent. */
  private void bind() throws NamingException {
    if (!directory.name().isEmpty()) {
      context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
      context.addToEnvironment(Context.SECURITY_PRINCIPAL, directory.name());
      context.addToEnvironment(Context.SECURITY_CREDENTIALS, directory.password());
      context.reconnect(null);
    }
  }

  /** Adds the values of the entries that match a filter. */
  @SuppressWarnings("BanJNDI") // SearchControls.setReturningObjFlag(false): no object is made.
  void search(String filter, List<RecipientCertificate> certificates, Collection<Finding> notes)
      throws IOException {
    sockets.allow(MOST_OCTETS);
    try {
      int entries = 0;
      byte[] cookie = null;
      do {
        Control page =
            cookie == null
                ? new PagedResultsControl(PAGE, Control.NONCRITICAL)
                : new PagedResultsControl(PAGE, cookie, Control.NONCRITICAL);
        context.setRequestControls(new Control[] {page});
        NamingEnumeration<SearchResult> found =
            context.search(directory.base(), filter, controls());
        try {
          while (hasMore(found, notes)) {
            if (entries == MOST_ENTRIES) {
              leftOut(notes);
              return;
            }
            entries++;
            add(found.next(), certificates, notes);
          }
        } finally {
          found.close();
        }
        cookie = cookie(context.getResponseControls());
      } while (cookie != null);
    } catch (SizeLimitExceededException e) {
      leftOut(notes);
    } catch (NamingException | RuntimeException e) {
      throw failed(e);
    }
  }

  private SearchControls controls() throws IOException {
    SearchControls controls = new SearchControls();
    controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
    controls.setReturningAttributes(new String[] {USER_SMIME_CERTIFICATE, USER_CERTIFICATE});
    controls.setReturningObjFlag(false);
    controls.setDerefLinkFlag(false);
    controls.setCountLimit(MOST_ENTRIES);
    // The limit is in whole seconds, and zero would mean no limit.
    controls.setTimeLimit((int) Math.min(Integer.MAX_VALUE, Math.max(1_000, millisLeft())));
    return controls;
  }

  private long millisLeft() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new IOException(late());
    }
    return left;
  }

  private String late() {
    return "it takes longer than " + directory.time().toMillis() + " ms";
  }

  private boolean hasMore(NamingEnumeration<SearchResult> found, Collection<Finding> notes)
      throws NamingException, IOException {
    millisLeft();
    try {
      return found.hasMore();
    } catch (ReferralException | PartialResultException e) {
      notes.add(
          new Finding(
              Finding.Code.REFERRAL_NOT_FOLLOWED,
              "{0} refers to other servers, which are not asked",
              directory));
      return false;
    }
  }

  private void leftOut(Collection<Finding> notes) {
    notes.add(
        new Finding(
            Finding.Code.ENTRIES_LEFT_OUT,
            "Only {0} entries of an address were read from {1}",
            MOST_ENTRIES,
            directory));
  }

  private void add(
      SearchResult entry, List<RecipientCertificate> certificates, Collection<Finding> notes)
      throws NamingException {
    certificates.addAll(
        CertificateBook.ofDirectoryValues(
            values(entry, USER_CERTIFICATE),
            values(entry, USER_SMIME_CERTIFICATE),
            directory.server() + " " + entry.getNameInNamespace(),
            notes::add));
  }

  /** The values of an attribute, with the option {@code binary} or without (RFC 4522). */
  private static List<byte[]> values(SearchResult entry, String name) throws NamingException {
    List<byte[]> values = new ArrayList<>();
    NamingEnumeration<? extends Attribute> attributes = entry.getAttributes().getAll();
    while (attributes.hasMore()) {
      Attribute attribute = attributes.next();
      String description = attribute.getID().toLowerCase(Locale.ROOT);
      String wanted = name.toLowerCase(Locale.ROOT);
      if (description.equals(wanted) || description.equals(wanted + ";binary")) {
        NamingEnumeration<?> each = attribute.getAll();
        while (each.hasMore()) {
          if (each.next() instanceof byte[] octets) {
            values.add(octets);
          }
        }
      }
    }
    return values;
  }

  private static byte @Nullable [] cookie(Control @Nullable [] controls) {
    if (controls != null) {
      for (Control each : controls) {
        if (each instanceof PagedResultsResponseControl page) {
          byte[] cookie = page.getCookie();
          return cookie == null || cookie.length == 0 ? null : cookie;
        }
      }
    }
    return null;
  }

  /** JNDI's own message often says only where it failed; the last cause says why. */
  private IOException failed(Exception e) {
    if (sockets.isExceeded()) {
      return new IOException("it sends more than " + MOST_OCTETS + " octets for an address", e);
    }
    if (System.nanoTime() >= deadline) {
      return new IOException(late(), e);
    }
    Throwable last = e;
    boolean tls = e instanceof SSLException;
    for (int i = 0; i < MOST_CAUSES && last.getCause() != null; i++) {
      last = last.getCause();
      tls |= last instanceof SSLException;
    }
    String what = (tls ? "TLS failed: " : "") + said(last);
    return new IOException(last == e || tls ? what : said(e) + " (" + what + ")", e);
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof UnknownHostException) {
      return "no host of this name is known";
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    try {
      if (tls != null) {
        tls.close();
      }
    } catch (IOException e) {
      // What is over was read, or failed before.
    }
    try {
      context.close();
    } catch (NamingException e) {
      // As above.
    }
    sockets.close();
  }
}
