package org.smime4j.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A property with which the application cannot start. */
final class WrongProperty extends RuntimeException {

  private static final long serialVersionUID = 1;

  WrongProperty(String property, String why) {
    super("smime." + property + ": " + why);
  }

  /** Makes Spring Boot print the sentence instead of a stack trace. */
  static final class Analyzer extends AbstractFailureAnalyzer<WrongProperty> {

    /** Spring Boot creates it. */
    Analyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable root, WrongProperty wrong) {
      return new FailureAnalysis(
          String.valueOf(wrong.getMessage()), "Change the properties under smime.", wrong);
    }
  }
}
