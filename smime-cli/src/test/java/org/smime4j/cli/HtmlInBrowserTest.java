package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The page of {@code --html} as Chromium shows it (Debian: chromium); {@code -Dwrite} takes the
 * pictures of the guide anew.
 */
@Tag("thorough")
class HtmlInBrowserTest {

  private static final String CHROMIUM = "chromium";

  /** The colours of the verdict's badge, as report.css has them. */
  private static final int GOOD = 0x0a7a4b;

  private static final int BAD = 0xb3261e;

  @TempDir private Path folder;

  @BeforeAll
  static void chromiumIsThere() throws Exception {
    try {
      Process process =
          new ProcessBuilder(CHROMIUM, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return;
      }
    } catch (IOException e) {
      // Said below.
    }
    if ("required".equals(System.getProperty("peers"))) {
      throw new AssertionError("required, but chromium is not installed");
    }
    System.err.println("SKIPPED: chromium is not installed");
    throw new TestAbortedException("chromium is not installed");
  }

  private byte[] browser(Path page, String... how) throws Exception {
    Path out = folder.resolve("browser.out");
    List<String> command =
        new ArrayList<>(
            List.of(
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(how));
    command.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    return Files.readAllBytes(out);
  }

  private String dom(Path page) throws Exception {
    return new String(browser(page, "--dump-dom"), StandardCharsets.UTF_8);
  }

  private Path picture(Path page, int height) throws Exception {
    Path picture = folder.resolve("picture.png");
    browser(page, "--window-size=900," + height, "--screenshot=" + picture);
    return picture;
  }

  private Path page(Path message) throws Exception {
    Path page = folder.resolve("report.html");
    // Relative: a picture of the guide tells nothing of the machine that took it.
    Path here = Path.of("").toAbsolutePath();
    Path name =
        message.startsWith(folder)
            ? message
            : here.relativize(message.toAbsolutePath().normalize());
    Run run = Run.of("open", "--html", page, HtmlReportTest.OPTIONS, name);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return page;
  }

  private static int pixels(Path picture, int colour) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    int count = 0;
    // The first screen: what is seen without scrolling.
    for (int y = 0; y < Math.min(image.getHeight(), 400); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  /** The same script runs where it is markup, and where only the policy stands against it not. */
  @Test
  void noScriptOfAStrangerRuns_andTheVerdictIsThere() throws Exception {
    Path page = page(HtmlReportTest.hostile(folder));
    String dom = dom(page);
    assertThat(dom)
        .contains("<title>S/MIME report</title>")
        .contains(">UNTRUSTED<")
        .doesNotContain("<script")
        .doesNotContain("<img");

    String planted =
        "<main><script>document.title='it ran'</script><img src=x onerror=\"document.title='it ran'\">";
    String open = Files.readString(page).replace("<main>", planted);
    Path unguarded = folder.resolve("unguarded.html");
    Files.writeString(unguarded, open.replaceFirst("<meta http-equiv[^>]*>", ""));
    assertThat(dom(unguarded)).contains("<title>it ran</title>");
    Path guarded = Files.writeString(folder.resolve("guarded.html"), open);
    assertThat(dom(guarded)).contains("<script").contains("<title>S/MIME report</title>");
  }

  /**
   * Seen, and not only there: the style of the page is allowed, and none of a stranger hides it.
   */
  @Test
  void theVerdictIsSeen_inItsColour() throws Exception {
    boolean write = System.getProperty("write") != null;
    Path docs = Run.VECTORS.resolveSibling("docs");

    Path honest = picture(page(Run.message("hp-sealed-legacy.eml")), 1180);
    assertThat(pixels(honest, GOOD)).isGreaterThan(500);
    assertThat(pixels(honest, BAD)).isZero();
    keep(write, honest, docs.resolve("report-honest.png"));

    Path spoofed = picture(page(Run.message("b12-outer-other.eml")), 1180);
    assertThat(pixels(spoofed, BAD)).isGreaterThan(500);
    assertThat(pixels(spoofed, GOOD)).isZero();
    keep(write, spoofed, docs.resolve("report-spoofed.png"));
  }

  private static void keep(boolean write, Path picture, Path place) throws IOException {
    if (write) {
      Files.copy(picture, place, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(place).exists();
  }
}
