package org.smime4j.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import picocli.CommandLine.TypeConversionException;

/**
 * A provider of cryptography that is asked first, and the JDK and Bouncy Castle for what it lacks.
 * It is registered nowhere. picocli takes a bare {@code Provider} for a map, hence the record.
 */
record ChosenProvider(Provider provider) {

  /** Reads it from a jar that names one, or by the name of its class on the class path. */
  static ChosenProvider of(String value) {
    try {
      Path jar = Arguments.fileOrNull(value);
      Provider provider =
          jar != null && Files.isRegularFile(jar) ? ofJar(value, jar) : ofClass(value);
      if (provider.getServices().isEmpty()) {
        throw new TypeConversionException(
            "the provider " + provider.getName() + " offers no algorithm on this machine");
      }
      return new ChosenProvider(provider);
    } catch (IOException
        | ReflectiveOperationException
        | ServiceConfigurationError
        | LinkageError e) {
      throw new TypeConversionException("the provider " + value + " does not load: " + cause(e));
    }
  }

  /** The loader stays open: the provider loads its classes when they are asked for. */
  @SuppressWarnings("resource")
  private static Provider ofJar(String value, Path jar) throws IOException {
    URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ChosenProvider.class.getClassLoader());
    return ServiceLoader.load(Provider.class, loader).stream()
        .filter(each -> each.type().getClassLoader() == loader)
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    value + " is not a jar that names a provider in META-INF/services"))
        .get();
  }

  private static Provider ofClass(String name) throws ReflectiveOperationException {
    try {
      return Class.forName(name).asSubclass(Provider.class).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new TypeConversionException("there is neither a file nor a class named " + name);
    } catch (ClassCastException e) {
      throw new TypeConversionException("the class " + name + " is not a security provider");
    }
  }

  private static String cause(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null
        ? deepest.getClass().getName()
        : message.replaceFirst("^java\\.security\\.Provider: ", "");
  }
}
