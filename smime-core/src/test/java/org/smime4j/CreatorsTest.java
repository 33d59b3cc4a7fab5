package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.Outside;

/**
 * A creator that is called on an object would drop what the object holds: {@code
 * verifier.expecting(ceo).trusting(roots)} would expect nobody. Java allows such a call for static
 * methods of a class, and not for those of an interface (JLS 15.12.3).
 */
class CreatorsTest {

  private static final String USE =
      """
      import java.security.cert.*;
      import java.time.*;
      import java.util.*;
      import org.smime4j.*;
      import org.smime4j.keys.*;
      import org.smime4j.settings.*;
      import org.smime4j.sources.*;
      class Use {
        Object use(Verifier verifier, Encryptor encryptor, Decryptor decryptor, Signer signer,
            MailReader reader, Outgoing outgoing, ExpectedSigner ceo, TrustPolicy t,
            AlgorithmPolicy policy, Revocation revocation, KeyHistory mine, KeySource escrow,
            CertificateBook book, CertificateSource source, Credential alice, Fetcher f,
            Collection<X509Certificate> r, Collection<X509Certificate> bob, Collection<X509CRL> c,
            Limits limits, X509Certificate certificate, DecryptionKey key, ByteSource mail,
            RecipientIdentifier named, RecipientCertificate carol, PasswordSource passwords,
            KeyDirectory directory, Pkcs11Token token, CertificateFiles files, Instant now,
            java.nio.file.Path path) throws Exception {
          return %s;
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verifier.expecting(ceo).trusting(t)",
        "TrustPolicy.anchors(r).distrusting(bob).anchors(r)",
        "TrustPolicy.anchors(r).at(now).withoutAnchors(\"why\")",
        "Revocation.crls(c).fetching(f)",
        "Revocation.crls(c).notChecked(\"why\")",
        "AlgorithmPolicy.authenticatedOnly().archive()",
        "policy.writing(ContentCipher.AES_256_GCM).standard()",
        "mine.chain(escrow)",
        "mine.read(passwords, path)",
        "book.chain(source)",
        "book.and(r).empty()",
        "encryptor.trusting(t)",
        "encryptor.to(carol).unvalidated(\"why\")",
        "decryptor.withTrialThreads(2).with(mine)",
        "signer.signingAt(now).with(alice)",
        "reader.readBy(\"a@example.org\").with(decryptor, verifier)",
        "outgoing.signedBy(signer).of(mail)",
        "ceo.exact().address(\"a@example.org\")",
        "ceo.anyone(\"why\")",
        "limits.standard()",
        "alice.read(path, passwords)",
        "key.of(null, null, r, \"\")",
        "named.of(certificate)",
        "carol.of(certificate, r, \"\")",
        "directory.open(path, passwords)",
        "token.open(path, 0, passwords)",
        "files.readCrls(path)",
        "verifier.timestamp(null, null, t)"
      })
  void aCreator_cannotBeCalledOnAnObject(String wrong) {
    String errors = errors(wrong);
    assertThat(errors).contains("illegal static interface method call");
  }

  /** So that the errors above come from the calls, and not from their surroundings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Verifier.trusting(t).expecting(ceo)",
        "TrustPolicy.anchors(r).distrusting(bob).at(now)",
        "Revocation.crls(c).and(Revocation.fetching(f)).soft(\"why\")",
        "AlgorithmPolicy.archive().writing(ContentCipher.AES_256_GCM)",
        "KeyHistory.chain(mine, escrow)",
        "Encryptor.trusting(t).to(carol)",
        "Signer.with(alice).signingAt(now)",
        "MailReader.with(Decryptor.with(mine), verifier).readBy(\"a@example.org\")"
      })
  void theRightUse_compiles(String right) {
    assertThat(errors(right)).isEmpty();
  }

  private static String errors(String expression) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///Use.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return USE.formatted(expression);
          }
        };
    boolean compiled =
        compiler
            .getTask(
                out,
                null,
                null,
                List.of("-proc:none", "-implicit:none", "-d", System.getProperty("java.io.tmpdir")),
                null,
                List.of(unit))
            .call();
    assertThat(compiled).isEqualTo(out.toString().isEmpty());
    return out.toString();
  }

  /**
   * Enumerations cannot be interfaces; they have {@code valueOf} and {@code values}, no options.
   */
  @Test
  void noPublicStaticMethod_ofAnyModule_canBeCalledOnAnObject() throws Exception {
    Map<String, List<String>> callable = new TreeMap<>();
    int types = 0;
    for (String module :
        List.of(
            "smime-core",
            "smime-as2",
            "smime-ldap",
            "smime-tika",
            "smime-spark",
            "smime-james",
            "smime-testing",
            "smime-gateway",
            "smime-spring-boot-starter")) {
      Path classes = Outside.root().resolve(module + "/target/classes");
      if (!Files.isDirectory(classes)) {
        continue; // smime-james needs Java 25; its types are judged where they are compiled
      }
      List<String> found = new ArrayList<>();
      for (Class<?> type : publicTypes(classes)) {
        types++;
        found.addAll(staticsOf(type));
      }
      callable.put(module, found);
    }
    assertThat(callable).containsKeys("smime-core");
    assertThat(types).isGreaterThan(80);
    assertThat(callable.values()).allMatch(List::isEmpty, "are empty: " + callable);
  }

  @Test
  void aCreatorOfAClass_isFound() {
    assertThat(staticsOf(Planted.class)).containsExactly("Planted.of");
    assertThat(staticsOf(PlantedWithoutObjects.class)).isEmpty();
    assertThat(staticsOf(PlantedInterface.class)).isEmpty();
    assertThat(staticsOf(PlantedWord.class)).containsExactly("PlantedWord.allowedBy");
  }

  public static final class Planted {
    private Planted() {}

    public static Planted of() {
      return new Planted();
    }
  }

  public static final class PlantedWithoutObjects {
    private PlantedWithoutObjects() {}

    public static String of() {
      return "";
    }
  }

  public interface PlantedInterface {
    static String of() {
      return "";
    }
  }

  public enum PlantedWord {
    WORD;

    public static PlantedWord allowedBy() {
      return WORD;
    }
  }

  /** A class that is never made has no object on which a method could be called. */
  private static List<String> staticsOf(Class<?> type) {
    boolean makesObjects =
        type.isEnum()
            || Stream.of(type.getConstructors()).findAny().isPresent()
            || Stream.of(type.getMethods()).anyMatch(each -> !isOfObject(each) && !isStatic(each))
            || Stream.of(type.getDeclaredMethods())
                .anyMatch(each -> type.isAssignableFrom(each.getReturnType()));
    return !makesObjects || type.isInterface()
        ? List.of()
        : Stream.of(type.getDeclaredMethods())
            .filter(CreatorsTest::isStatic)
            .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
            .filter(
                each -> !type.isEnum() || !List.of("values", "valueOf").contains(each.getName()))
            .map(each -> type.getSimpleName() + "." + each.getName())
            .toList();
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }

  private static boolean isOfObject(Method method) {
    return method.getDeclaringClass() == Object.class;
  }

  /** The types that another module can name, nested ones included. */
  private static List<Class<?>> publicTypes(Path classes)
      throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    List<String> exported = exports(classes);
    ClassLoader loader =
        classes.endsWith("smime-core/target/classes")
            ? CreatorsTest.class.getClassLoader()
            : new URLClassLoader(new URL[] {url(classes)}, CreatorsTest.class.getClassLoader());
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
        String name =
            classes
                .relativize(file)
                .toString()
                .replace(File.separatorChar, '.')
                .replaceFirst("\\.class$", "");
        boolean isCode = !name.endsWith("-info");
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        if (isCode && (exported.isEmpty() || exported.contains(packageName))) {
          try {
            Class<?> type = Class.forName(name, false, loader);
            if (isVisible(type)) {
              type.getMethods();
              type.getDeclaredMethods();
              types.add(type);
            }
          } catch (NoClassDefFoundError | UnsupportedClassVersionError e) {
            // What it extends is not on this class path: it is no creator of options.
          }
        }
      }
    }
    return types;
  }

  private static boolean isVisible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
  }

  private static List<String> exports(Path classes) throws IOException {
    Path descriptor = classes.resolve("module-info.class");
    if (!Files.exists(descriptor)) {
      return List.of();
    }
    try (var in = Files.newInputStream(descriptor)) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(each -> !each.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .toList();
    }
  }

  private static URL url(Path classes) {
    try {
      return classes.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
