package org.smime4j.internal.open;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.mime.HeaderFields;

/**
 * The author that a header names. A signer can be compared with the author only with proof that
 * every reader sees the same author.
 *
 * @param header null for CMS without mail, which names no author
 */
public record Author(@Nullable HeaderFields header) {

  /** The signer to expect. */
  ExpectedAddress provenBy(Regularity.Proof proof) {
    Objects.requireNonNull(proof, "no proof that all readers see the same author");
    return header == null
        ? ExpectedAddress.fromHeaders(List.of(), List.of())
        : ExpectedAddress.fromHeaders(bodies(header, "From"), bodies(header, "Sender"));
  }

  /** The addresses of a field, normalised; none if it can be read in more than one way. */
  public static List<String> addresses(String body) {
    return ExpectedAddress.fromHeaders(List.of(body), List.of()).addresses();
  }

  public static List<String> bodies(HeaderFields header, String name) {
    return header.named(name).stream()
        .map(field -> new String(field.rawValue(), StandardCharsets.UTF_8))
        .toList();
  }
}
