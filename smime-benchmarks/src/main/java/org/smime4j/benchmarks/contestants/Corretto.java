package org.smime4j.benchmarks.contestants;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.util.Optional;

/**
 * Amazon Corretto Crypto Provider: AWS-LC's arithmetic behind the JCA, where its native library is
 * there for this platform. It is not registered.
 */
public final class Corretto {

  private Corretto() {}

  /** The provider, unless this machine has none. */
  public static Optional<Provider> load() {
    try {
      Class<?> type =
          Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
      Object loadingError = type.getMethod("getLoadingError").invoke(provider(type));
      return loadingError == null ? Optional.of(provider(type)) : Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Provider provider(Class<?> type) throws ReflectiveOperationException {
    try {
      return (Provider) type.getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
