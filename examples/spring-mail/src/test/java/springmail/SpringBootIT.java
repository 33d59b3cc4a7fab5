package springmail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application of Spring Boot in a JVM of its own, as one jar and on the module path. */
class SpringBootIT {

  private static final Path TARGET = Path.of(System.getProperty("target"));

  @TempDir private Path folder;

  /** What arrives, octet by octet. */
  private byte[] sends(String protection, List<String> how) throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(how);
      command.add("--spring.mail.host=127.0.0.1");
      command.add("--spring.mail.port=" + server.getSmtp().getPort());
      command.add("--smime.mail.protection=" + protection);
      command.add("--smime.keys.signing=" + Openssl.KIT.resolve("pki/bob.pfx"));
      command.add("--smime.keys.passwords-file=" + Openssl.KIT.resolve("pki/passwords.txt"));
      command.add("--smime.trust.anchors=" + Openssl.KIT.resolve("trust"));
      command.add("--smime.trust.intermediates=" + Openssl.KIT.resolve("pki/issuing.pem"));
      command.add("--smime.trust.without-revocation=the kit has no list at hand");
      command.add("--smime.recipients.certificates=" + Openssl.KIT.resolve("pki/alice-2025.pem"));
      Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, java.waitFor(), said);
      MimeMessage[] arrived = server.getReceivedMessages();
      assertEquals(1, arrived.length, said);
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      arrived[0].writeTo(octets);
      return octets.toByteArray();
    } finally {
      server.stop();
    }
  }

  @Test
  void whatTheOneJarSendsArrivesSigned() throws Exception {
    List<String> jar = List.of("-jar", TARGET.resolve("spring-mail-1-boot.jar").toString());
    Openssl.verify(folder, sends("signed", jar));
  }

  @Test
  void whatIsSentOnTheModulePathArrivesSealed() throws Exception {
    Path modules = Files.createDirectory(folder.resolve("modules"));
    Files.copy(TARGET.resolve("spring-mail-1.jar"), modules.resolve("spring-mail-1.jar"));
    try (JarFile boot = new JarFile(TARGET.resolve("spring-mail-1-boot.jar").toFile())) {
      for (var each : boot.stream().toList()) {
        // Simple Java Mail depends on a jar whose manifest has an illegal module name.
        if (each.getName().matches("BOOT-INF/lib/(?!jetbrains-runtime-annotations)[^/]+\\.jar")) {
          Path jar = modules.resolve(each.getName().substring("BOOT-INF/lib/".length()));
          Files.copy(boot.getInputStream(each), jar);
        }
      }
    }
    byte[] arrived =
        sends(
            "signed-and-encrypted",
            List.of(
                "--module-path",
                modules.toString(),
                "--add-modules",
                "ALL-MODULE-PATH",
                "--module",
                "spring.mail/springmail.Application"));
    SealingTest.opens(arrived, "the hedge is gr\u00fcn", 0);
    try (Stream<Path> jars = Files.list(modules)) {
      List<String> names =
          ModuleFinder.of(jars.filter(each -> each.getFileName().toString().startsWith("smime-")).toArray(Path[]::new))
              .findAll()
              .stream()
              .map(each -> each.descriptor().name())
              .sorted()
              .toList();
      assertEquals(List.of("org.smime4j", "org.smime4j.spring"), names);
    }
  }
}
