package springmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what OpenSSL says of a signature. */
final class Openssl {

  static final Path KIT = Path.of(System.getProperty("kit"));

  private Openssl() {}

  static void verify(Path folder, byte[] mail) throws Exception {
    Path file = Files.write(folder.resolve("arrived.eml"), mail);
    Process openssl;
    try {
      openssl =
          new ProcessBuilder(
                  "openssl",
                  "cms",
                  "-verify",
                  "-in",
                  file.toString(),
                  "-CAfile",
                  KIT.resolve("trust/root.pem").toString(),
                  "-certfile",
                  KIT.resolve("pki/issuing.pem").toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      if ("required".equals(System.getProperty("peers"))) {
        throw e;
      }
      abort("OpenSSL is not installed");
      return;
    }
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, openssl.waitFor(), said);
    assertTrue(said.contains("CMS Verification successful"), said);
  }
}
