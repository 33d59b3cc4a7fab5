package org.smime4j.testing;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;

/**
 * Gives an authority and identities to tests of JUnit 5 and 6, as parameters.
 *
 * <pre>{@code
 * @ExtendWith(TestAuthorityExtension.class)
 * class MyTest {
 *   @Test
 *   void opens(TestAuthority authority, @Identity("alice@example.org") Credential alice) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>A parameter with {@link Identity} is a {@link Credential}, its {@link X509Certificate}, or a
 * {@link KeyHistory}: the five generations of {@link TestAuthority#mailbox}. The same annotation
 * gives the same keys again.
 *
 * <p>Each test has an authority of its own, which the test shares with its methods
 * {@code @BeforeEach} and {@code @AfterEach}. An authority that {@code @BeforeAll} asks for belongs
 * to all tests of the class.
 */
public final class TestAuthorityExtension implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TestAuthorityExtension.class);

  private static final Set<Class<?>> OF_IDENTITY =
      Set.of(Credential.class, X509Certificate.class, KeyHistory.class);

  /** JUnit makes the extension. */
  public TestAuthorityExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return parameter.isAnnotated(Identity.class)
        ? OF_IDENTITY.contains(type)
        : type.equals(TestAuthority.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    TestAuthority authority =
        store.getOrComputeIfAbsent(
            TestAuthority.class, type -> TestAuthority.create(), TestAuthority.class);
    Class<?> type = parameter.getParameter().getType();
    return parameter
        .findAnnotation(Identity.class)
        .map(identity -> of(identity, type, authority, store))
        .orElse(authority);
  }

  private static Object of(
      Identity identity, Class<?> type, TestAuthority authority, ExtensionContext.Store store) {
    if (type.equals(KeyHistory.class)) {
      return store.getOrComputeIfAbsent(
          List.of(identity, type),
          key -> authority.mailbox(identity.value(), identity.traits()),
          KeyHistory.class);
    }
    Credential credential =
        store.getOrComputeIfAbsent(
            identity,
            key -> authority.identity(identity.value(), identity.traits()),
            Credential.class);
    return type.equals(Credential.class) ? credential : credential.certificate();
  }
}
