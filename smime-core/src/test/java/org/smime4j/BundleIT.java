package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;
import org.smime4j.testing.Outside;

/** The built jar as a bundle, in a framework of OSGi and without Jakarta Mail. */
class BundleIT {

  private static final Path JAR = Path.of(System.getProperty("smime4j.jar"));

  @TempDir private Path folder;

  @Test
  void theHeadersExportTheModulesPackages_andImportTheReleasesThatWeRunWith() throws IOException {
    Attributes headers;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      headers = jar.getManifest().getMainAttributes();
    }
    assertThat(headers.getValue("Bundle-SymbolicName")).isEqualTo("org.smime4j");
    assertThat(headers.getValue("Bundle-Version")).matches("\\d+\\.\\d+\\.\\d+(\\..*)?");
    ModuleDescriptor module = ModuleFinder.of(JAR).find("org.smime4j").orElseThrow().descriptor();
    assertThat(names(headers.getValue("Export-Package")))
        .containsExactlyInAnyOrderElementsOf(
            module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .toList());
    List<String> imports = clauses(headers.getValue("Import-Package"));
    assertThat(imports).anyMatch(each -> each.startsWith("org.bouncycastle."));
    for (String each : imports) {
      if (each.startsWith("org.bouncycastle.")) {
        assertThat(each).contains("version=\"[1.84,2)\"");
      } else if (each.startsWith("jakarta.") || each.startsWith("jdk.jfr")) {
        assertThat(each).contains("resolution:=optional");
      } else {
        assertThat(each).matches("(javax|org\\.smime4j|org\\.jspecify)\\..*|org\\.smime4j;.*");
      }
    }
  }

  private static List<String> names(String header) {
    return clauses(header).stream().map(each -> each.replaceFirst(";.*", "")).toList();
  }

  /** What commas part that stand in no quotes. */
  private static List<String> clauses(String header) {
    List<String> clauses = new ArrayList<>();
    for (String each : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      clauses.add(each);
    }
    return clauses;
  }

  @Test
  void aFrameworkResolvesIt_andItOpensMail() throws Exception {
    Framework framework =
        new FrameworkFactory()
            .newFramework(
                Map.of("org.osgi.framework.storage", folder.toString(), "felix.log.level", "1"));
    framework.start();
    try {
      for (Class<?> of :
          List.of(ASN1Integer.class, CMSObjectIdentifiers.class, X509CertificateHolder.class)) {
        framework.getBundleContext().installBundle(jar(of).toUri().toString());
      }
      Bundle bundle = framework.getBundleContext().installBundle(JAR.toUri().toString());
      bundle.start();
      assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(opened(bundle)).contains("encrypted", "signed");
    } finally {
      framework.stop();
      framework.waitForStop(60_000);
    }
  }

  private static Path jar(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** By reflection, since the classes of the bundle are not those of this test. */
  private static String opened(Bundle bundle) throws Exception {
    Path kit = Outside.root().resolve("src-test-vectors");
    Class<?> passwordsType = bundle.loadClass("org.smime4j.keys.PasswordSource");
    Object passwords =
        passwordsType
            .getMethod("ofLines", Path.class)
            .invoke(null, kit.resolve("pki/passwords.txt"));
    Object keys =
        bundle
            .loadClass("org.smime4j.KeyHistory")
            .getMethod("read", passwordsType, Path[].class)
            .invoke(null, passwords, new Path[] {kit.resolve("history")});
    Class<?> decryptorType = bundle.loadClass("org.smime4j.Decryptor");
    Object decryptor =
        decryptorType
            .getMethod("with", bundle.loadClass("org.smime4j.keys.KeySource"))
            .invoke(null, keys);
    Class<?> revocationType = bundle.loadClass("org.smime4j.Revocation");
    Class<?> trustType = bundle.loadClass("org.smime4j.TrustPolicy");
    Object trust =
        trustType
            .getMethod("revocation", revocationType)
            .invoke(
                trustType.getMethod("withoutAnchors", String.class).invoke(null, "a test"),
                revocationType.getMethod("notChecked", String.class).invoke(null, "a test"));
    Class<?> verifierType = bundle.loadClass("org.smime4j.Verifier");
    Object verifier = verifierType.getMethod("trusting", trustType).invoke(null, trust);
    Class<?> readerType = bundle.loadClass("org.smime4j.MailReader");
    Object reader =
        readerType.getMethod("with", decryptorType, verifierType).invoke(null, decryptor, verifier);
    Object mail =
        readerType
            .getMethod("open", Path.class)
            .invoke(reader, kit.resolve("messages/openssl/signed-encrypted.eml"));
    assertThat(mail.getClass().getClassLoader()).isNotSameAs(BundleIT.class.getClassLoader());
    return String.valueOf(mail.getClass().getMethod("layers").invoke(mail))
        .toLowerCase(Locale.ROOT);
  }
}
