package org.smime4j.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Thunderbird without a window: an extension asks its own converter of messages to HTML for what
 * its message pane would show. The profile is new, has no account, and reaches no network.
 */
final class Thunderbird {

  private static final String PREFERENCES =
      """
      user_pref("xpinstall.signatures.required", false);
      user_pref("extensions.autoDisableScopes", 0);
      user_pref("extensions.startupScanScopes", 15);
      user_pref("extensions.experiments.enabled", true);
      user_pref("mail.provider.suppress_dialog_on_startup", true);
      user_pref("mailnews.start_page.enabled", false);
      user_pref("app.update.enabled", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("network.proxy.type", 1);
      user_pref("network.proxy.http", "127.0.0.1");
      user_pref("network.proxy.http_port", 9);
      user_pref("network.proxy.ssl", "127.0.0.1");
      user_pref("network.proxy.ssl_port", 9);
      """;

  private Thunderbird() {}

  static ProcessReader start(Path extension, Path target) throws IOException {
    Path profile = Files.createTempDirectory(target, "thunderbird");
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    Path extensions = Files.createDirectory(profile.resolve("extensions"));
    try (OutputStream out = Files.newOutputStream(extensions.resolve("world@smime4j.test.xpi"));
        ZipOutputStream archive = new ZipOutputStream(out);
        DirectoryStream<Path> files = Files.newDirectoryStream(extension)) {
      for (Path file : files) {
        archive.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, archive);
      }
    }
    return new ProcessReader(
        "",
        profile,
        "env",
        "HOME=" + profile,
        "TZ=UTC",
        "thunderbird",
        "--headless",
        "--no-remote",
        "--profile",
        profile.toString());
  }
}
