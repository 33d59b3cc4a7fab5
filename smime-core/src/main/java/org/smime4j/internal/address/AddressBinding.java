package org.smime4j.internal.address;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.reports.Binding;

/** Whether a certificate speaks for whom a message says it is from. */
public final class AddressBinding {

  private final Binding binding;
  private final @Nullable Finding finding;
  private final @Nullable Finding note;
  private final List<String> expected;
  private final List<String> certified;

  /** The outcome of a comparison. */
  public AddressBinding(
      Binding binding,
      @Nullable Finding finding,
      @Nullable Finding note,
      List<String> expected,
      List<String> certified) {
    this.binding = binding;
    this.finding = finding;
    this.note = note;
    this.expected = List.copyOf(expected);
    this.certified = List.copyOf(certified);
  }

  /** How the addresses relate. */
  public Binding binding() {
    return binding;
  }

  /**
   * What lowers the verdict; empty for {@link Binding#MATCH}, {@link Binding#DOMAIN_BOUND} and
   * {@link Binding#NOT_CHECKED}.
   */
  public Optional<Finding> finding() {
    return Optional.ofNullable(finding);
  }

  /** What a reader may want to know where there is no finding; usually empty. */
  public Optional<Finding> note() {
    return Optional.ofNullable(note);
  }

  /** The addresses that were expected, as far as they could be read. */
  public List<String> expected() {
    return expected;
  }

  /** The addresses that the certificate speaks for. */
  public List<String> certified() {
    return certified;
  }

  @Override
  public String toString() {
    return finding == null ? binding.toString() : binding + " (" + finding + ")";
  }
}
