package org.smime4j.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of an option that takes one of a few, each by its name, in capitals or not. */
abstract class Choice<T> implements ITypeConverter<T>, Iterable<String> {

  private final String refusal;
  private final List<String> names;
  private final List<T> values;

  /**
   * @param refusal of another name: a format for that name, and for those that there are
   */
  Choice(String refusal, List<String> names, List<T> values) {
    this.refusal = refusal;
    this.names = names;
    this.values = values;
  }

  Choice(String refusal, Function<T, String> name, T[] values) {
    this(refusal, Arrays.stream(values).map(name).toList(), List.of(values));
  }

  @Override
  public Iterator<String> iterator() {
    return names.iterator();
  }

  @Override
  public T convert(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return values.get(i);
      }
    }
    throw new TypeConversionException(
        String.format(Locale.ROOT, refusal, name, String.join(", ", names)));
  }
}
