package org.smime4j;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Types that violate the rules of {@link Architecture}, and some that only seem to. */
final class Planted {

  static final String BASE = "org.smime4j.planted";

  private static final Pattern UNIT =
      Pattern.compile("package ([\\w.]+);.*?(?=\npackage |\\z)", Pattern.DOTALL);

  /** All packages but the stray one are {@code @NullMarked}. */
  private static final String SOURCES =
      """
      package planted;
      public class Word {}
      public class RootKnowsJakarta { planted.jakarta.Jakarta target; }

      package planted.settings;
      class SettingsKnowKeys { planted.keys.Key target; }

      package planted.keys;
      public class Key {}
      public class CanBeSerialised implements java.io.Serializable {}
      class KeyFactory {}
      class KeysKnowReports { planted.reports.YesOrNo target; }
      class KnotBegins { KnotGoesOn next; }
      class KnotGoesOn { static class Nested { KnotEnds[] next; } }
      class KnotEnds { KnotBegins next() { return new KnotBegins(); } }
      public final class ShowsBouncyCastle {
        public interface Returned { org.bouncycastle.asn1.x500.X500Name name(); }
        public interface Taken { void take(org.bouncycastle.asn1.x500.X500Name name); }
        public static final class Field { public org.bouncycastle.asn1.x500.X500Name name; }
        public interface Listed {
          java.util.List<? extends org.bouncycastle.asn1.x500.X500Name[]> names();
        }
        public interface Bound<T extends org.bouncycastle.asn1.x500.X500Name> {}
        public interface Thrown { void run() throws org.bouncycastle.cms.CMSException; }
        public abstract static class Parent extends org.bouncycastle.asn1.ASN1Object {}
        // No violation: nobody outside sees it.
        public static final class Hidden {
          private final org.bouncycastle.asn1.x500.X500Name name =
              new org.bouncycastle.asn1.x500.X500Name("CN=planted");
          @Override public String toString() { return name.toString(); }
        }
      }

      package planted.reports;
      class ReportsKnowDecrypt { planted.internal.decrypt.Decrypt target; }
      public abstract class YesOrNo {
        public abstract boolean isTrustedBy(String somebody);
        public abstract boolean isValid();
        public abstract Boolean isVerified();
        public record Answer(boolean trusted) {}
      }

      package planted.jakarta;
      public class Jakarta {}
      // No violation of the layers, but half of a cycle: the root knows this package.
      class JakartaKnowsTheDoor { planted.Word target; }

      package planted.internal.events;
      class EventsKnowIo { planted.internal.io.Io target; }

      package planted.internal.io;
      public class Io {}
      class IoKnowsMime { planted.internal.mime.Mime target; }
      // No violation: the one place that may.
      class SystemTime { java.time.Instant now() { return java.time.Instant.now(); } }

      package planted.internal.asn1;
      class Asn1KnowsProvider { planted.internal.provider.Provider target; }

      package planted.internal.provider;
      public class Provider {}
      class ProviderKnowsKeys { planted.keys.Key target; }
      // No violation: no package outside exports it.
      public interface MayShowBouncyCastle { org.bouncycastle.asn1.x500.X500Name name(); }

      package planted.internal.mime;
      public class Mime {}

      package planted.internal.keyfile;
      class KeyfileKnowsKeys { planted.keys.Key target; }

      package planted.internal.keys;
      public class EngineKnowsDoor { planted.RootKnowsJakarta door; }

      package planted.internal.path;
      class PathKnowsDoor { planted.Word target; }

      package planted.internal.verify;
      class VerifyKnowsDecrypt { planted.internal.decrypt.Decrypt target; }

      package planted.internal.decrypt;
      public class Decrypt {}

      package planted.internal.lookup;
      class LookupKnowsEncrypt { planted.internal.encrypt.Encrypt target; }

      package planted.internal.encrypt;
      public class Encrypt {}
      class EncryptKnowsOpen { planted.internal.open.Open target; }
      class EncryptKnowsTheRecorder extends jdk.jfr.Event {}
      class ChangesTheJvm {
        void addsAProvider(java.security.Provider provider) {
          java.security.Security.addProvider(provider);
        }
        void insertsAProvider(java.security.Provider provider) {
          java.security.Security.insertProviderAt(provider, 1);
        }
        java.util.function.ToIntFunction<java.security.Provider> passesItOn() {
          return java.security.Security::addProvider;
        }
        void replacesTheCommandMap(jakarta.activation.CommandMap map) {
          jakarta.activation.CommandMap.setDefaultCommandMap(map);
        }
      }
      class ReadsTheClock {
        long millis() { return System.currentTimeMillis(); }
        java.time.Instant instant() { return java.time.Instant.now(); }
        java.util.function.Supplier<java.time.Instant> reference() {
          return java.time.Instant::now;
        }
        java.util.Date date() { return new java.util.Date(); }
        java.time.LocalDate day() { return java.time.LocalDate.now(java.time.ZoneOffset.UTC); }
        java.time.Clock clock() { return java.time.Clock.systemUTC(); }
        java.util.Calendar calendar() {
          return java.util.Calendar.getInstance(java.util.Locale.ROOT);
        }
        void certificate(java.security.cert.X509Certificate certificate) throws Exception {
          certificate.checkValidity();
        }
        // No violation: the caller chose it.
        java.time.Instant callersClock(java.time.Clock clock) {
          return java.time.Instant.now(clock);
        }
      }

      package planted.internal.open;
      public class Open {}
      class OpenKnowsJakarta {
        planted.jakarta.Jakarta type;
        jakarta.mail.internet.MimeMessage library;
      }
      class Chatty {
        void prints() { System.out.println("planted"); }
        void dumps(Exception e) { e.printStackTrace(); }
        void logs() { java.util.logging.Logger.getLogger("planted").info("planted"); }
      }

      package planted.stray;
      class InNoLayer {}

      package planted.trap;
      public class Word {}
      class RootKnowsCms { planted.trap.cms.CmsKnowsRoot target; }

      package planted.trap.cms;
      public class CmsKnowsRoot { planted.trap.Word target; }
      """;

  private Planted() {}

  /** A source in which each type may be public, whatever the file is called. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String packageName, String file, String text) {
      super(URI.create("string:///" + packageName.replace('.', '/') + '/' + file), Kind.SOURCE);
      this.text = text.replaceAll("\\bplanted(?=[.;])", BASE);
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return simpleName.equals("package-info")
          ? getName().endsWith("package-info.java")
          : kind == Kind.SOURCE;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Compiles them into an empty folder, and reads them. */
  static JavaClasses compiledInto(Path folder) throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    for (MatchResult unit : UNIT.matcher(SOURCES).results().toList()) {
      String packageName = unit.group(1);
      sources.add(new Source(packageName, "Types.java", unit.group()));
      if (!packageName.endsWith(".stray")) {
        sources.add(
            new Source(
                packageName,
                "package-info.java",
                "@org.jspecify.annotations.NullMarked package " + packageName + ';'));
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString());
    if (!compiler.getTask(null, null, null, options, null, sources).call()) {
      throw new AssertionError("what was planted does not compile");
    }
    return new ClassFileImporter().importPath(folder);
  }
}
