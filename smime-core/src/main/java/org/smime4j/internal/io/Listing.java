package org.smime4j.internal.io;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smime4j.findings.Finding;

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

  /**
   * Lists things with commas, each by its text: an argument of a finding, which is one itself where
   * some are only counted. Of such words the code does not show.
   */
  public static <T> Object of(Collection<T> all, int most, Function<? super T, String> text) {
    String some = all.stream().limit(most).map(text).collect(Collectors.joining(", "));
    int more = all.size() - most;
    return more > 0
        ? new Finding(Finding.Code.ADDRESS_MISMATCH, "{0} and {1} more", some, more)
        : some;
  }

  /** Lists things, each with a reason. */
  public static String ofReasons(Map<String, String> reasons) {
    return of(
        reasons.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
  }
}
