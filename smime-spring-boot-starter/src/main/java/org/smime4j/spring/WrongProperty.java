package org.smime4j.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;

/** A property with which the application cannot start. */
final class WrongProperty extends RuntimeException {

  private static final long serialVersionUID = 1;

  WrongProperty(String property, String why) {
    super("smime." + property + ": " + why);
  }

  /**
   * Makes Spring Boot print a sentence instead of a stack trace. Of an unknown property Spring Boot
   * would print the value too, which may be a password under a misspelt name.
   */
  static final class Analyzer implements FailureAnalyzer, Ordered {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
      for (Throwable each = failure; each != null; each = each.getCause()) {
        if (each instanceof WrongProperty
            || (each instanceof UnboundConfigurationPropertiesException unbound
                && unbound.getUnboundProperties().stream()
                    .anyMatch(property -> property.getName().toString().startsWith("smime.")))) {
          return new FailureAnalysis(
              String.valueOf(each.getMessage()),
              "Change the properties under smime: unknown ones and empty ones are refused.",
              failure);
        }
      }
      return null;
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }
  }
}
