package org.smime4j.internal.decrypt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Diagnosis;

/** A diagnosis of a message. */
public record FoundProspect(
    Prospect prospect,
    List<RecipientIdentifier> recipients,
    int toTry,
    List<String> removed,
    Map<String, String> unopened,
    String sentence)
    implements Diagnosis {

  public FoundProspect {
    recipients = List.copyOf(recipients);
    removed = List.copyOf(removed);
    unopened = Collections.unmodifiableMap(new LinkedHashMap<>(unopened));
  }

  @Override
  public String toString() {
    return sentence;
  }
}
