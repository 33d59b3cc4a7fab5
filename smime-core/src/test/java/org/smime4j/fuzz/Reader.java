package org.smime4j.fuzz;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.AuthenticationResults;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** Who reads: Alice of src-test-vectors, with her keys, who tolerates what an archive must. */
final class Reader {

  private static final Path KIT = Outside.root().resolve("src-test-vectors");

  /** So that an input is quick where the work that it may demand has a limit of its own. */
  private static final Limits LIMITS =
      Limits.standard()
          .allowing(Limit.PRIVATE_KEY_MILLIS, 20)
          .allowing(Limit.KDF_ITERATIONS, 5_000);

  private static final Path IN_MEMORY = Jimfs.newFileSystem(Configuration.unix()).getPath("");

  static final Decryptor DECRYPTOR;
  static final Verifier VERIFIER;

  static {
    try {
      PasswordSource passwords = PasswordSource.ofLines(KIT.resolve("pki/passwords.txt"));
      KeyHistory keys = KeyHistory.read(passwords, KIT.resolve("history"));
      for (String curve : new String[] {"p256", "x25519"}) {
        keys = keys.and(KeyHistory.read(passwords, KIT.resolve("pki/alice-" + curve + ".pfx")));
      }
      TrustPolicy trust =
          TrustPolicy.anchors(
                  CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
              .revocation(
                  Revocation.crls(CertificateFiles.readCrls(KIT.resolve("crl")).crls())
                      .soft("the kit has not every list"))
              .at(Instant.parse("2026-01-01T00:00:00Z"));
      DECRYPTOR =
          Decryptor.with(keys)
              .withRecipientPassword(PasswordSource.of("letmein".toCharArray()))
              .under(AlgorithmPolicy.archive())
              .within(LIMITS);
      VERIFIER = Verifier.trusting(trust).under(AlgorithmPolicy.archive()).within(LIMITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reader() {}

  /** Certificates and CRLs: what of one is no other. */
  static void certificates(byte[] input) throws IOException {
    Path file = Files.write(IN_MEMORY.resolve("input.pem"), input);
    try {
      TrustPolicy.anchors(CertificateFiles.readCertificates(file).certificates()).toString();
    } catch (SmimeException none) {
      TrustPolicy.withoutAnchors("there are none")
          .revocation(Revocation.crls(CertificateFiles.readCrls(file).crls()))
          .toString();
    }
  }

  static void keys(byte[] input) throws IOException {
    Path file = Files.write(IN_MEMORY.resolve("input.pfx"), input);
    PasswordSource passwords =
        PasswordSource.of("old-password".toCharArray(), new char[0], "new-password".toCharArray());
    KeyHistory keys = KeyHistory.read(LIMITS, passwords, KeyHistory.of(), file);
    keys.toString();
    for (DecryptionKey each : keys.keys()) {
      each.toString();
    }
  }

  /** Everything that a message has to show. */
  static void open(byte[] input) throws IOException {
    try (OpenedMail mail =
        MailReader.with(DECRYPTOR, VERIFIER).decryptingErrant().open(ByteSource.of(input))) {
      mail.toString();
      mail.diagnosis().ifPresent(Object::toString);
      mail.protectedFields().forEach(Object::toString);
      mail.addedOutside();
      AuthenticationResults.of(mail, "mx.example.org").replacedIn(ByteSource.of(input)).bytes();
      if (mail.root().isPresent()) {
        read(mail.root().get());
      }
      try {
        mail.requireSigned().requireTrusted().bytes();
      } catch (SmimeException none) {
        // as most should
      }
    }
  }

  private static void read(MailPart part) throws IOException {
    part.unverifiedContent("all of it is read").bytes();
    part.name();
    part.charset();
    part.type();
    part.protection();
    try {
      part.text();
    } catch (SmimeException none) {
      // as most should
    }
    for (MailPart child : part.children()) {
      read(child);
    }
    if (part.inside().isPresent()) {
      read(part.inside().get());
    }
  }
}
