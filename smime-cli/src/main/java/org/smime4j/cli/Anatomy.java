package org.smime4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.mail.Layer;
import org.smime4j.mail.MailPart;
import org.smime4j.mail.OpenedMail;

/**
 * How a message is built, for a report that shows all of it.
 *
 * @param outside what stands in its own header under the names by which a message is shown: all
 *     values of each, anybody's word
 * @param root the tree of parts; null if it has none, or could not be opened
 */
record Anatomy(Map<String, List<String>> outside, @Nullable PartOutcome root) {

  private static final List<String> SHOWN =
      List.of("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject");
  private static final String FOR_SIZE = "its size is reported, and nothing of it";

  Anatomy {
    // Not Map.copyOf: the order is that of a page.
    outside = new LinkedHashMap<>(outside);
  }

  /**
   * A part.
   *
   * @param mediaType the sender's word
   * @param fileName the sender's word; null if there is none
   * @param octets of the part as it travelled, with its header; -1 if that is not known
   * @param layers the layers that cover it, by their place among those of the message, from 1
   * @param children the parts in it
   * @param inside what was in it, where it is an encrypted or signed part among others
   */
  record PartOutcome(
      String mediaType,
      @Nullable String fileName,
      long octets,
      List<Integer> layers,
      List<PartOutcome> children,
      @Nullable PartOutcome inside) {

    PartOutcome {
      layers = List.copyOf(layers);
      children = List.copyOf(children);
    }
  }

  static Anatomy of(OpenedMail mail) {
    Map<String, List<String>> outside = new LinkedHashMap<>();
    for (String name : SHOWN) {
      List<String> values = mail.fieldsOutside(name);
      if (!values.isEmpty()) {
        outside.put(name, values);
      }
    }
    return new Anatomy(outside, mail.root().map(root -> part(root, mail.layers())).orElse(null));
  }

  private static PartOutcome part(MailPart part, List<Layer> layers) {
    Octets raw = part.unverifiedRaw(FOR_SIZE);
    return new PartOutcome(
        part.type(),
        part.name().orElse(null),
        raw.sizeIfKnown().orElse(-1),
        part.coveredBy().stream().map(layer -> place(layer, layers)).toList(),
        part.children().stream().map(child -> part(child, layers)).toList(),
        part.inside().map(inside -> part(inside, layers)).orElse(null));
  }

  /** Not by equality: two layers may look the same. */
  private static int place(Layer layer, List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) == layer) {
        return i + 1;
      }
    }
    return 0;
  }
}
