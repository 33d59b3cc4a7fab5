package org.smime4j.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestAuthority;
import org.smime4j.testing.Trait;

/** Certificates from OpenLDAP's server, over TLS on this machine. */
@Tag("thorough")
class LdapDirectoryTest {

  private static final AtomicBoolean DESERIALISED = new AtomicBoolean();

  /** What must never be made of an entry. */
  static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      DESERIALISED.set(true);
    }
  }

  private static Slapd slapd;
  private static TestAuthority authority;
  private static SSLContext tls;
  private static TrustPolicy trust;
  private static Credential bobsIdentity;
  private static X509Certificate bob;
  private static X509Certificate bobInBag;
  private static X509Certificate quoted;
  private static X509Certificate hidden;
  private static X509Certificate trapped;
  private static X509Certificate manyTimes;
  private static X509Certificate starred;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.create();
    trust = authority.trust();
    TestAuthority serverAuthority = TestAuthority.create();
    tls = trusting(serverAuthority.certificate());
    bobsIdentity = authority.identity("bob@example.org");
    bob = bobsIdentity.certificate();
    bobInBag = authority.identity("bag@example.org").certificate();
    quoted = authority.identity("\"o)(mail=*\"@example.org").certificate();
    hidden = authority.identity("hidden@example.org").certificate();
    trapped = authority.identity("trap@example.org").certificate();
    manyTimes = authority.identity("many@example.org").certificate();
    starred = authority.identity("b*@example.org").certificate();
    slapd = Slapd.start(serverAuthority.identity("localhost"), ldif());
  }

  @AfterAll
  static void stop() throws IOException {
    if (slapd != null) {
      slapd.close();
    }
  }

  private static SSLContext trusting(X509Certificate anchor) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("anchor", anchor);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static byte[] bag(X509Certificate... certificates) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(List.of(certificates)));
    return generator.generate(new CMSProcessableByteArray(new byte[0])).getEncoded();
  }

  private static String ldif() throws Exception {
    X509Certificate expired = authority.identity("bob@example.org", Trait.EXPIRED).certificate();
    X509Certificate wrong = authority.identity("mallory@example.org").certificate();
    X509Certificate foreign = TestAuthority.create().identity("bob@example.org").certificate();
    StringBuilder ldif =
        new StringBuilder(
            "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\no: x\n\n");
    for (String unit : List.of("people", "hidden", "crowd")) {
      ldif.append("dn: ou=" + unit + ",dc=example,dc=org\nobjectClass: organizationalUnit\n\n");
    }
    ldif.append(
        Slapd.person(
            "bob", "people", "bob@example.org", Slapd.values(expired, wrong, foreign, bob)));
    ldif.append(
        Slapd.person(
            "bag",
            "people",
            "bag@example.org",
            Slapd.values(authority.identity("bag@example.org").certificate())
                + Slapd.line("userSMIMECertificate", bag(bobInBag))
                + Slapd.line("userSMIMECertificate", new byte[] {0x30, (byte) 0x84, 127, 1, 1, 1})
                + Slapd.line("userSMIMECertificate", new byte[300_000])));
    ldif.append(Slapd.person("wrong", "people", "wrong@example.org", Slapd.values(wrong, expired)));
    ldif.append(
        Slapd.person("quoted", "people", "\"o)(mail=*\"@example.org", Slapd.values(quoted)));
    ldif.append(Slapd.person("starred", "people", "b*@example.org", Slapd.values(starred)));
    ldif.append(Slapd.person("hidden", "hidden", "hidden@example.org", Slapd.values(hidden)));
    ByteArrayOutputStream trap = new ByteArrayOutputStream();
    new ObjectOutputStream(trap).writeObject(new Trap());
    ldif.append(
        Slapd.person(
            "trap",
            "people",
            "trap@example.org",
            "objectClass: javaSerializedObject\njavaClassName: "
                + Trap.class.getName()
                + "\njavaCodebase: http://127.0.0.1:1/\n"
                + Slapd.line("javaSerializedData", trap.toByteArray())
                + Slapd.values(trapped)));
    ldif.append(
        "dn: cn=elsewhere,ou=people,dc=example,dc=org\nobjectClass: referral\n"
            + "objectClass: extensibleObject\ncn: elsewhere\nmail: elsewhere@example.org\n"
            + "ref: ldap://127.0.0.1:1/dc=example,dc=org\n\n");
    for (int i = 0; i < 40; i++) {
      ldif.append(Slapd.person("many" + i, "crowd", "many@example.org", Slapd.values(manyTimes)));
    }
    for (int i = 0; i < 20; i++) {
      X509Certificate each = authority.identity("team@example.org").certificate();
      ldif.append(Slapd.person("team" + i, "crowd", "team@example.org", Slapd.values(each)));
    }
    return ldif.toString();
  }

  private static LdapDirectory directory() {
    return new LdapDirectory(slapd.ldaps("localhost")).over(tls);
  }

  private static X509Certificate found(CertificateSource source, String address) {
    CertificateChoice choice = trust.find(source, address);
    assertThat(choice.certificate()).as("%s", choice).isPresent();
    return choice.certificate().orElseThrow().certificate();
  }

  @Test
  void a20_ofSeveralExpiredWrongAndForeignValues_theRightOneIsFound_overTlsAndStartTls()
      throws Exception {
    for (LdapDirectory each :
        List.of(directory(), new LdapDirectory(slapd.ldap("localhost")).over(tls))) {
      CertificateChoice choice = trust.find(each, "BOB@example.org");
      assertThat(choice.orElseThrow().certificate()).isEqualTo(bob);
      assertThat(choice.orElseThrow().toString()).endsWith(" cn=bob,ou=people,dc=example,dc=org");
      assertThat(choice.notes()).extracting(note -> note.code().name()).contains("LOCAL_PART_CASE");
    }
    CertificateChoice wrong = trust.find(directory(), "wrong@example.org");
    assertThat(wrong.findings())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.code()).isEqualTo(Finding.Code.ADDRESS_MISMATCH));
    assertThat(wrong.toString().split("\n  not taken: ", -1)).hasSize(3);
    assertThat(
            Encryptor.trusting(trust)
                .toAddresses(directory(), "bob@example.org", "bag@example.org")
                .encrypt(ByteSource.of(new byte[1]))
                .report()
                .recipients())
        .containsExactly(bob, bobInBag);
  }

  private static void oursLdap(URI url, byte[] content, ByteArrayOutputStream out)
      throws Exception {
    LdapDirectory directory = new LdapDirectory(url).over(tls);
    Encryptor encryptor = Encryptor.trusting(trust).toAddresses(directory, "bob@example.org");
    encryptor.encrypt(ByteSource.of(content), out);
  }

  private static void theirsLdap(URI url, byte[] content, ByteArrayOutputStream out)
      throws Exception {
    Properties environment = new Properties();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
    environment.put(Context.PROVIDER_URL, url.toString());
    InitialLdapContext context = new InitialLdapContext(environment, null);
    StartTlsResponse start = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
    start.negotiate(tls.getSocketFactory());
    SearchControls below = new SearchControls();
    below.setSearchScope(SearchControls.SUBTREE_SCOPE);
    String[] address = {"bob@example.org"};
    NamingEnumeration<SearchResult> entries = context.search("", "(mail={0})", address, below);
    while (entries.hasMore()) {
      Attribute values = entries.next().getAttributes().get("userCertificate;binary");
      for (Object value : Collections.list(values.getAll())) {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate certificate =
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream((byte[]) value));
        if (!certificate.getSubjectAlternativeNames().contains(List.of(1, address[0]))) {
          continue;
        }
        try {
          TrustAnchor anchor = new TrustAnchor(authority.certificate(), null);
          PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
          parameters.setRevocationEnabled(false);
          CertPath path = factory.generateCertPath(List.of(certificate));
          CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (CertPathValidatorException e) {
          continue;
        }
        BouncyCastleProvider bc = new BouncyCastleProvider();
        JceCMSContentEncryptorBuilder cipher =
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM).setProvider(bc);
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(((ECPublicKey) certificate.getPublicKey()).getParams());
        KeyPair pair = pairs.generateKeyPair();
        JceKeyAgreeRecipientInfoGenerator recipient =
            new JceKeyAgreeRecipientInfoGenerator(
                CMSAlgorithm.ECDH_SHA256KDF,
                pair.getPrivate(),
                pair.getPublic(),
                CMSAlgorithm.AES256_WRAP);
        recipient.addRecipient(certificate).setProvider(bc);
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(recipient);
        OutputAEADEncryptor encryptor = (OutputAEADEncryptor) cipher.build();
        out.write(generator.generate(new CMSProcessableByteArray(content), encryptor).getEncoded());
        return;
      }
    }
    throw new CMSException("no certificate");
  }

  /** {@code LessUsualTasksTest} counts the statements of both. */
  @Test
  void aRecipientOfADirectory_asJndiAndBouncyCastleHaveIt() throws Exception {
    byte[] content = {1, 2, 3};
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursLdap(slapd.ldap("localhost"), content, ours);
    theirsLdap(slapd.ldap("localhost"), content, theirs);
    for (ByteArrayOutputStream each : List.of(ours, theirs)) {
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      Decryptor.with(KeyHistory.of(bobsIdentity))
          .decrypt(new ByteArrayInputStream(each.toByteArray()), back);
      assertThat(back.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void userSmimeCertificateComesFirst_andUnreadableValuesAreSaid() {
    CertificateChoice choice = trust.find(directory(), "bag@example.org");
    assertThat(choice.certificate().orElseThrow().certificate()).isEqualTo(bobInBag);
    assertThat(choice.notes())
        .extracting(note -> note.code().name())
        .filteredOn(code -> !code.equals("REFERRAL_NOT_FOLLOWED"))
        .containsExactly("VALUE_UNREADABLE", "VALUE_UNREADABLE");
    assertThat(choice.toString().split("\n  not taken: ", -1)).hasSize(2);
  }

  @Test
  void addressesThatTryFilterInjection_findTheirOwnOrNobody() {
    assertThat(found(directory(), "\"o)(mail=*\"@example.org")).isEqualTo(quoted);
    assertThat(found(directory(), "b*@example.org")).isEqualTo(starred);
    for (String address :
        List.of(
            "*@example.org",
            "b**@example.org",
            "\"*)(objectClass=*\"@example.org",
            "\"x))(|(mail=*\"@example.org",
            "\"\\2a\"@example.org",
            "\"bob@example.org)(mail=\"@example.org",
            "\"\\00\"@example.org",
            "bób@example.org",
            "bob@example.org)(mail=*")) {
      CertificateChoice choice = trust.find(directory(), address);
      assertThat(choice.certificate()).as(address).isEmpty();
      assertThat(choice.toString()).as(address).doesNotContain("not taken");
      assertThat(choice.notes())
          .as(address)
          .extracting(note -> note.code().name())
          .doesNotContain("SOURCE_FAILED");
    }
  }

  @Test
  void eachOctetThatIsNotPlain_isEscaped() {
    assertThat(AddressFilter.escaped("a*(b)\\\0é@x-y.org"))
        .isEqualTo("a\\2a\\28b\\29\\5c\\00\\c3\\a9@x-y.org");
    assertThat(AddressFilter.of(List.of("mail", "uid"), "@example.org"))
        .isEqualTo("(|(mail=@example.org)(mail=example.org)(uid=@example.org)(uid=example.org))");
  }

  @Test
  void noObjectIsMadeOfAnEntry() {
    assertThat(found(directory(), "trap@example.org")).isEqualTo(trapped);
    assertThat(DESERIALISED).isFalse();
  }

  @Test
  void referralsAreNotFollowed_andThatIsSaid() {
    CertificateChoice choice = trust.find(directory(), "elsewhere@example.org");
    assertThat(choice.certificate()).isEmpty();
    assertThat(choice.notes())
        .extracting(note -> note.code().name())
        .containsExactly("REFERRAL_NOT_FOLLOWED");
  }

  @Test
  void resultsComeInPages_andEntriesPastThirtyTwoAreLeftOut() throws Exception {
    List<Finding> ofTeam = new ArrayList<>();
    assertThat(directory().certificates(List.of("team@example.org"), ofTeam::add)).hasSize(20);
    List<Finding> ofMany = new ArrayList<>();
    assertThat(directory().certificates(List.of("many@example.org"), ofMany::add)).hasSize(32);
    assertThat(ofMany).extracting(note -> note.code().name()).contains("ENTRIES_LEFT_OUT");
    assertThat(ofTeam).extracting(note -> note.code().name()).doesNotContain("ENTRIES_LEFT_OUT");
  }

  @Test
  void theServersCertificate_mustBeForItsHost_andLeadToAnAnchor() throws Exception {
    SSLContext other = trusting(authority.certificate());
    for (LdapDirectory each :
        List.of(
            new LdapDirectory(slapd.ldaps("127.0.0.1")).over(tls),
            new LdapDirectory(slapd.ldap("127.0.0.1")).over(tls),
            new LdapDirectory(slapd.ldaps("localhost")).over(other),
            new LdapDirectory(slapd.ldap("localhost")).over(other),
            new LdapDirectory(slapd.ldaps("localhost")),
            new LdapDirectory(slapd.ldap("localhost")))) {
      CertificateChoice choice = trust.find(each, "bob@example.org");
      assertThat(choice.certificate()).as("%s", each).isEmpty();
      assertThat(choice.notes())
          .extracting(note -> note.code().name())
          .containsExactly("SOURCE_FAILED");
      assertThat(choice.notes().get(0).sentence())
          .as("%s", each)
          .containsAnyOf("127.0.0.1", "certification path");
      assertThatThrownBy(choice::orElseThrow)
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              e -> assertThat(e.rule().name()).isEqualTo("CERTIFICATE_SOURCE"));
    }
  }

  @Test
  void somebodyWithAPassword_isAskedFor_overTlsAndStartTls() {
    for (URI url : List.of(slapd.ldaps("localhost"), slapd.ldap("localhost"))) {
      LdapDirectory anonymous = new LdapDirectory(url).over(tls);
      assertThat(trust.find(anonymous, "hidden@example.org").certificate()).isEmpty();
      LdapDirectory bound = anonymous.boundAs(Slapd.ADMIN, Slapd.PASSWORD.toCharArray());
      assertThat(found(bound, "hidden@example.org")).isEqualTo(hidden);
      assertThat(bound.toString()).doesNotContain("admin", Slapd.PASSWORD);
      assertThat(
              trust
                  .find(anonymous.boundAs(Slapd.ADMIN, "wrong".toCharArray()), "hidden@example.org")
                  .notes())
          .extracting(note -> note.code().name())
          .containsExactly("SOURCE_FAILED");
    }
    assertThatThrownBy(() -> directory().boundAs(Slapd.ADMIN, new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory().boundAs(" ", new char[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Takes one connection, answers it, and says what was read and whether another came. */
  private static CompletableFuture<String> serving(ServerSocket server, byte[] answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          StringBuilder read = new StringBuilder();
          try {
            for (int connections = 0; ; connections++) {
              try (Socket socket = server.accept()) {
                read.append("[").append(connections).append("]");
                socket.setSoTimeout(5_000);
                InputStream in = socket.getInputStream();
                byte[] piece = new byte[4096];
                for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                  read.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
                  socket.getOutputStream().write(answer);
                }
              } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
                if (server.isClosed()) {
                  return read.toString();
                }
              }
            }
          } catch (IOException e) {
            return read.toString();
          }
        });
  }

  @Test
  void whereTheServerHasNoStartTls_orHangsUp_noPasswordIsSent_andNothingIsAskedInTheClear()
      throws Exception {
    // The first message is a bind of nobody, or StartTLS: refused (52, unavailable) or dropped.
    byte[] refusal = {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 52, 4, 0, 4, 0};
    for (byte[] answer : List.of(refusal, new byte[] {0x30, 0}, new byte[] {'x'})) {
      try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
        CompletableFuture<String> read = serving(server, answer);
        LdapDirectory directory =
            new LdapDirectory(
                    URI.create("ldap://127.0.0.1:" + server.getLocalPort() + "/dc=example"))
                .over(tls)
                .within(Duration.ofSeconds(2))
                .boundAs("cn=reader", "top-secret".toCharArray());
        assertThatThrownBy(() -> directory.certificates(List.of("bob@example.org"), note -> {}))
            .isInstanceOf(IOException.class);
        server.close();
        assertThat(read.get(20, TimeUnit.SECONDS))
            .contains("[0]")
            .doesNotContain("[1]", "top-secret", "cn=reader", "bob@example.org");
      }
    }
  }

  @Test
  void aServerThatSaysNothing_isGivenUp() throws Exception {
    for (String scheme : List.of("ldap", "ldaps")) {
      try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
        LdapDirectory directory =
            new LdapDirectory(URI.create(scheme + "://127.0.0.1:" + silent.getLocalPort()))
                .over(tls)
                .within(Duration.ofSeconds(1));
        assertThat(trust.find(directory, "bob@example.org").notes())
            .extracting(note -> note.code().name())
            .containsExactly("SOURCE_FAILED");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "localhost",
        "ldap:///dc=example",
        "ldaps:///",
        "ldaps://user@localhost/",
        "ldaps://localhost/?mail?sub?(uid=*)",
        "ldaps://localhost/#x",
        "ldaps://localhost/no-name",
        "dns://localhost/",
        "rmi://localhost/"
      })
  void whatIsNoAddressOfADirectory_isRefused(String url) {
    assertThatThrownBy(() -> new LdapDirectory(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mail)(x", "mail;binary", "*", "ma il", "1mail"})
  void whatIsNoNameOfAnAttribute_isRefused(String attribute) {
    LdapDirectory directory = new LdapDirectory(URI.create("ldaps://localhost/"));
    assertThatThrownBy(() -> directory.matching("mail", attribute))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherAttributes_canNameAddresses() {
    LdapDirectory byName = directory().matching("mail", "cn");
    assertThat(found(byName, "bob@example.org")).isEqualTo(bob);
    assertThat(trust.find(directory().matching("cn"), "bob@example.org").certificate()).isEmpty();
  }

  @Test
  void theThreadsClassLoader_isAsItWas() {
    ClassLoader own = new ClassLoader(null) {};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(own);
    try {
      assertThat(found(directory(), "bob@example.org")).isEqualTo(bob);
      assertThat(thread.getContextClassLoader()).isSameAs(own);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void certificatesTellTheirOrigin() throws Exception {
    assertThat(
            directory().certificates(List.of("hidden@example.org", "trap@example.org"), note -> {}))
        .extracting(RecipientCertificate::toString)
        .singleElement()
        .satisfies(origin -> assertThat(origin).contains(" from ldaps://localhost:"));
  }
}
