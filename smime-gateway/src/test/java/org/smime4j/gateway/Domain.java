package org.smime4j.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.testing.TestAuthority;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The files of a domain: Bob writes and reads here; Alice and Carol are partners outside. */
final class Domain {

  static final String BOB = "bob@corp.example";
  static final String ALICE = "alice@partner.example";
  static final String CAROL = "carol@partner.example";
  static final String SECRET = "for-your-eyes-only";

  final Path folder;
  final TestAuthority authority = TestAuthority.create();
  final Credential bob = authority.identity(BOB);
  final Credential alice = authority.identity(ALICE);
  final Credential carol = authority.identity(CAROL);

  Domain(Path folder) throws Exception {
    this.folder = folder;
    for (String each : List.of("keys", "signers", "roots", "recipients", "state")) {
      Files.createDirectory(folder.resolve(each));
    }
    Files.writeString(folder.resolve("passwords"), "secret\n");
    write("keys/bob.p12", bob);
    write("signers/bob.p12", bob);
    certificate("roots/root.pem", authority.certificate());
    certificate("recipients/alice.pem", alice.certificate());
    certificate("recipients/carol.pem", carol.certificate());
  }

  void write(String file, Credential identity) throws IOException {
    KeyHistory.of(identity).writePkcs12(folder.resolve(file), "secret".toCharArray());
  }

  void certificate(String file, X509Certificate certificate) throws Exception {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  /** The arguments of a gateway with both directions to one server. */
  List<String> arguments(String nextServer, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--gateway.state=" + folder.resolve("state"),
                "--gateway.reload=200ms",
                "--gateway.timeout=2s",
                "--gateway.out.listen=smtp://127.0.0.1:0",
                "--gateway.out.next-hop=smtp://" + nextServer,
                "--gateway.out.signers=" + folder.resolve("signers"),
                "--gateway.in.listen=smtp://127.0.0.1:0",
                "--gateway.in.next-hop=smtp://" + nextServer,
                "--gateway.in.identifier=mx.corp.example",
                "--smime.keys.history=" + folder.resolve("keys"),
                "--smime.keys.passwords-file=" + folder.resolve("passwords"),
                "--smime.trust.anchors=" + folder.resolve("roots"),
                "--smime.trust.without-revocation=a test has no lists",
                "--smime.recipients.certificates=" + folder.resolve("recipients")));
    all.addAll(List.of(more));
    return all;
  }

  ConfigurableApplicationContext start(String nextServer, String... more) {
    return new SpringApplicationBuilder(Gateway.class)
        .run(arguments(nextServer, more).toArray(String[]::new));
  }

  static int out(ConfigurableApplicationContext gateway) {
    return gateway.getBean("out", Listener.class).server.getPortAllocated();
  }

  static int in(ConfigurableApplicationContext gateway) {
    return gateway.getBean("in", Listener.class).server.getPortAllocated();
  }

  /** Opens what a partner got. */
  MailReader reader(Credential partner) {
    return MailReader.with(
        Decryptor.with(KeyHistory.of(partner)), Verifier.trusting(authority.trust()));
  }

  static String mail(String from, String to, String... more) {
    return "From: "
        + from
        + "\r\nTo: "
        + to
        + "\r\nSubject: hello\r\nDate: "
        + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
        + "\r\nMessage-ID: <1@x>\r\n"
        + String.join("", more)
        + "\r\n"
        + SECRET
        + "\r\n.\r\n..two\r\n";
  }

  /** Mail that Alice signed and encrypted for Bob. */
  String sealed(String mail) throws Exception {
    byte[] sealed =
        Outgoing.of(mail.getBytes(StandardCharsets.ISO_8859_1))
            .signedBy(Signer.with(alice))
            .encryptedBy(Encryptor.trusting(authority.trust()).to(bob.certificate()))
            .seal()
            .bytes();
    return new String(sealed, StandardCharsets.ISO_8859_1);
  }
}
