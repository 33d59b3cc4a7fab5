package org.smime4j.internal.io;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** A list in a sentence, which names the first few and counts the others. */
public final class Listing {

  private static final int NAMED = 3;

  private Listing() {}

  /** Lists texts, for example {@code a; b; c and 2 more}. */
  public static String of(Collection<?> all) {
    String some = all.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining("; "));
    int more = all.size() - NAMED;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  /** Lists things, each with a reason. */
  public static String ofReasons(Map<String, String> reasons) {
    return of(
        reasons.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
  }
}
