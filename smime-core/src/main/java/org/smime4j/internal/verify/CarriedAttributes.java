package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.AttributeSet;
import org.smime4j.internal.asn1.PlainDer;
import org.smime4j.reports.Attribute;
import org.smime4j.settings.Limits;

/** Reads the attributes of a message for an application. */
public final class CarriedAttributes {

  private CarriedAttributes() {}

  /** Returns the attributes of a received set; empty if there is no set. */
  public static List<Attribute> read(byte @Nullable [] set, boolean authenticated, Limits limits) {
    if (set == null) {
      return List.of();
    }
    List<Attribute> attributes = new ArrayList<>();
    try {
      for (PlainDer.Attribute each : AttributeSet.read(set, limits)) {
        attributes.add(new Attribute(each.type(), each.values(), authenticated));
      }
    } catch (IOException e) {
      throw new IllegalStateException("octets in memory cannot be read", e);
    }
    return List.copyOf(attributes);
  }
}
