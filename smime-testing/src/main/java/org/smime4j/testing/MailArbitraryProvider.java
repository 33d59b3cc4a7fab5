package org.smime4j.testing;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;

/** Gives jqwik the values of {@link MailArbitraries} for parameters with {@code @ForAll}. */
public final class MailArbitraryProvider implements ArbitraryProvider {

  private static final Map<Class<?>, Supplier<Arbitrary<?>>> BY_TYPE =
      Map.of(
          Credential.class, MailArbitraries::identities,
          KeyHistory.class, MailArbitraries::histories,
          PlainMail.class, MailArbitraries::plain,
          ProtectedMail.class,
              () -> Arbitraries.oneOf(MailArbitraries.sealed(), MailArbitraries.tampered()));

  /** Called by jqwik. */
  public MailArbitraryProvider() {}

  @Override
  public boolean canProvideFor(TypeUsage type) {
    return BY_TYPE.keySet().stream().anyMatch(type::isOfType);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
    Supplier<Arbitrary<?>> made = BY_TYPE.get(type.getRawType());
    return made == null ? Set.of() : Set.of(made.get());
  }
}
