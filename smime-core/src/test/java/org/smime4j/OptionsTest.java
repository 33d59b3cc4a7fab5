package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.TRUST;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.provider.KeyForms;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.Fetcher;
import org.smime4j.sources.TimestampSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.People;

/**
 * An option that is given twice replaces itself and nothing else, in whatever order options are
 * given. What an object holds is compared field by field, so an option that is new is judged too.
 */
class OptionsTest {

  /** What is added to what was given before, as its Javadoc says. */
  private static final Set<String> ADDING =
      Set.of(
          "Decryptor.withContentKey",
          "Decryptor.withKek",
          "Encryptor.andMyself",
          "Encryptor.carrying",
          "Encryptor.to",
          "Encryptor.toAddresses",
          "Revocation.and",
          "Signer.and",
          "Signer.carrying",
          "TrustPolicy.distrusting");

  private static final Map<Class<?>, Object> BASES =
      Map.of(
          Verifier.class, Verifier.trusting(TRUST),
          Encryptor.class, Encryptor.trusting(TRUST),
          Decryptor.class, Decryptor.with(KeyHistory.of()),
          Signer.class, Signer.with(credential(0)),
          MailReader.class,
              MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(TRUST)),
          TrustPolicy.class, TrustPolicy.withoutAnchors("a test"),
          Revocation.class, Revocation.fetching(implemented(Fetcher.class)),
          AlgorithmPolicy.class, AlgorithmPolicy.standard(),
          ExpectedSigner.class, ExpectedSigner.address("alice@example.org"),
          Limits.class, Limits.standard());

  private static final List<Map<Class<?>, Object>> VALUES = List.of(values(0), values(1));

  private static Map<Class<?>, Object> values(int i) {
    X509Certificate certificate = credential(i).certificate();
    Map<Class<?>, Object> values = new IdentityHashMap<>();
    values.put(
        AlgorithmPolicy.class, i == 0 ? AlgorithmPolicy.archive() : AlgorithmPolicy.outlook());
    values.put(Attribute.class, new Attribute("1.2.3." + i, List.of(new byte[] {5, 0}), true));
    values.put(
        byte[].class, new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0});
    values.put(ByteSource.class, ByteSource.of(new byte[] {(byte) i}));
    values.put(CertificateSource.class, CertificateBook.empty().and(List.of(certificate)));
    values.put(ContentCipher.class, i == 0 ? ContentCipher.AES_128_GCM : ContentCipher.AES_256_GCM);
    values.put(Credential.class, credential(i));
    values.put(Duration.class, Duration.ofDays(i + 1));
    values.put(ExpectedSigner.class, ExpectedSigner.address(i + "@example.org"));
    values.put(Fetcher.class, implemented(Fetcher.class));
    values.put(Instant.class, Instant.ofEpochSecond(i));
    values.put(int.class, i + 1);
    values.put(KeyHistory.class, KeyHistory.of(credential(i)));
    values.put(KeyTransport.class, KeyTransport.values()[i]);
    values.put(Limit.class, Limit.PARTS);
    values.put(Limits.class, Limits.standard().allowing(Limit.PARTS, i + 1));
    values.put(long.class, i + 1L);
    values.put(PasswordSource.class, implemented(PasswordSource.class));
    values.put(ProgressListener.class, implemented(ProgressListener.class));
    values.put(Provider.class, Security.getProviders()[i]);
    values.put(RecipientCertificate.class, RecipientCertificate.of(certificate, List.of(), ""));
    values.put(
        Revocation.class, Revocation.crls(List.of((i == 0 ? People.ROOT : People.ISSUING).crl())));
    values.put(
        SecurityLabel.class,
        new SecurityLabel("1.2." + i, OptionalInt.empty(), Optional.empty(), List.of()));
    values.put(SignatureScheme.class, SignatureScheme.ECDSA_SHA256);
    values.put(Signer.class, Signer.with(credential(i)));
    values.put(String.class, (i == 0 ? "alice" : "bob") + "@example.org");
    values.put(TimestampSource.class, implemented(TimestampSource.class));
    values.put(TrustPolicy.class, TrustPolicy.withoutAnchors("another " + i));
    values.put(X509Certificate.class, certificate);
    return values;
  }

  private static Credential credential(int i) {
    return People.identity(i == 0 ? People.ALICE : People.BOB);
  }

  private static <T> T implemented(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> type.getSimpleName() + System.identityHashCode(proxy);
                  default -> throw new IllegalStateException(method.getName());
                }));
  }

  /** An option with values for its arguments. */
  private record Given(Method option, int values) {
    Object to(Object object) throws ReflectiveOperationException {
      Type[] types = option.getGenericParameterTypes();
      Object[] arguments = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = argument(types[i], i, VALUES.get(values));
      }
      return option.invoke(object, arguments);
    }

    private static Object argument(Type type, int position, Map<Class<?>, Object> values) {
      if (type instanceof ParameterizedType collection) {
        return List.of(
            collection.getActualTypeArguments()[0] == String.class
                ? "1.2." + VALUES.indexOf(values)
                : values.get(collection.getActualTypeArguments()[0]));
      }
      Class<?> plain = (Class<?>) type;
      if (plain.isArray() && plain != byte[].class) {
        Object array = Array.newInstance(plain.getComponentType(), position == 0 ? 1 : 0);
        if (position == 0) {
          Array.set(array, 0, values.get(plain.getComponentType()));
        }
        return array;
      }
      return Objects.requireNonNull(values.get(plain), plain.getName());
    }

    String name() {
      return option.getDeclaringClass().getSimpleName() + "." + option.getName();
    }

    boolean adds() {
      return ADDING.contains(name());
    }

    @Override
    public String toString() {
      return name() + " " + values;
    }
  }

  static Stream<Class<?>> types() {
    return BASES.keySet().stream().sorted(Comparator.comparing(Class::getName));
  }

  private static List<Method> options(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(each -> Modifier.isPublic(each.getModifiers()))
        .filter(each -> !Modifier.isStatic(each.getModifiers()))
        .filter(each -> each.getReturnType() == type)
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void anOptionThatIsGivenTwice_replacesItself_andNothingElse(Class<?> type)
      throws ReflectiveOperationException {
    Object base = BASES.get(type);
    List<String> wrong = new ArrayList<>();
    for (Method option : options(type)) {
      Given first = new Given(option, 0);
      Given second = new Given(option, 1);
      String once = State.of(second.to(base));
      String twice = State.of(second.to(first.to(base)));
      if (twice.equals(once) == first.adds()) {
        wrong.add(first.name() + (first.adds() ? " does not add" : " does not replace itself"));
      }
      for (Method other : options(type)) {
        Given before = new Given(other, 0);
        if (!other.equals(option) && !before.adds() && !first.adds()) {
          String earlier = State.of(second.to(before.to(base)));
          String later = State.of(before.to(second.to(base)));
          if (!earlier.equals(later)) {
            wrong.add(first + " after " + before + ": " + difference(earlier, later));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String difference(String one, String two) {
    int from = Math.max(0, Arrays.mismatch(one.toCharArray(), two.toCharArray()) - 20);
    return Stream.of(one, two)
        .map(each -> each.substring(from, Math.min(each.length(), from + 80)))
        .collect(Collectors.joining(" and "));
  }

  @Test
  void theListOfTypes_hasEachTypeOfThePackageWithTwoOptions() throws Exception {
    Set<String> missing = new TreeSet<>();
    Set<String> adding = new TreeSet<>(ADDING);
    for (String line : Files.readAllLines(Outside.root().resolve("smime-core/api.txt"))) {
      if (line.startsWith("interface org.smime4j.") && !line.contains("$")) {
        Class<?> type = Class.forName(line.split(" ")[1]);
        options(type).forEach(each -> adding.remove(new Given(each, 0).name()));
        if (type.isSealed() && options(type).size() > 1 && !BASES.containsKey(type)) {
          missing.add(type.getSimpleName());
        }
      }
    }
    assertThat(adding).as("no options").isEmpty();
    assertThat(missing)
        .as("collections, whose calls add and take away, and a message, whose calls are layers")
        .containsExactly("CertificateBook", "KeyHistory", "Outgoing");
  }

  /** What an object holds, field by field. */
  private static final class State {

    static String of(@Nullable Object value) throws ReflectiveOperationException {
      if (value == null) {
        return "null";
      }
      Class<?> type = value.getClass();
      if (value instanceof Optional<?> optional) {
        return "Optional " + of(optional.orElse(null));
      } else if (value instanceof X509Certificate certificate) {
        return "certificate " + certificate.getSerialNumber();
      } else if (value instanceof Provider provider) {
        return provider.getName();
      } else if (value instanceof KeyForms) {
        return "a cache";
      } else if (value instanceof Key key) {
        return of(key.getEncoded());
      } else if (value instanceof PathCertificate certificate) {
        return of(certificate.original());
      } else if (value instanceof Map<?, ?> map) {
        Map<String, String> sorted = new TreeMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
          sorted.put(of(each.getKey()), of(each.getValue()));
        }
        return sorted.toString();
      } else if (value instanceof Collection<?> all) {
        List<String> each = new ArrayList<>();
        for (Object element : all) {
          each.add(of(element));
        }
        return (value instanceof Set ? new TreeSet<>(each) : each).toString();
      } else if (value instanceof byte[] octets) {
        return HexFormat.of().formatHex(octets);
      } else if (value instanceof Enum
          || Proxy.isProxyClass(type)
          || type.getName().matches("java\\.(lang|math|time)\\.[^.]*")) {
        return value.toString();
      } else if (type.isHidden() || !type.getName().startsWith("org.smime4j.")) {
        return type.getSimpleName();
      }
      StringBuilder state = new StringBuilder(type.getSimpleName()).append('{');
      for (Class<?> each = type;
          each.getName().startsWith("org.smime4j.");
          each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            field.setAccessible(true);
            state.append(field.getName()).append('=').append(of(field.get(value))).append(", ");
          }
        }
      }
      return state.append('}').toString();
    }
  }
}
