package springmail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application of Spring Boot in a JVM of its own, as one jar and on the module path. */
class SpringBootIT {

  private static final Path TARGET = Path.of(System.getProperty("target"));

  @TempDir private Path folder;

  private void sends(List<String> how) throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(how);
      command.add("--spring.mail.host=127.0.0.1");
      command.add("--spring.mail.port=" + server.getSmtp().getPort());
      command.add("--sealing.key=" + Openssl.KIT.resolve("pki/bob.pfx"));
      command.add("--sealing.passwords=" + Openssl.KIT.resolve("pki/passwords.txt"));
      Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, java.waitFor(), said);
      MimeMessage[] arrived = server.getReceivedMessages();
      assertEquals(1, arrived.length, said);
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      arrived[0].writeTo(octets);
      Openssl.verify(folder, octets.toByteArray());
    } finally {
      server.stop();
    }
  }

  @Test
  void whatTheOneJarSendsArrivesSigned() throws Exception {
    sends(List.of("-jar", TARGET.resolve("spring-mail-1-boot.jar").toString()));
  }

  @Test
  void whatIsSentOnTheModulePathArrivesSigned() throws Exception {
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
    sends(
        List.of(
            "--module-path",
            modules.toString(),
            "--add-modules",
            "ALL-MODULE-PATH",
            "--module",
            "spring.mail/springmail.Application"));
  }
}
