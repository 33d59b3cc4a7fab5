package org.smime4j.internal.open;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.signature.Work;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.Layer;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * The state that all chains of layers in one message share: the verbs, the limits, and the results.
 */
final class OneMessage {

  final OpeningOptions opening;
  final VerifyingOptions verifying;
  final Limits limits;
  final MailOptions settings;
  final MessageScope scope;
  final List<Layer> layers = new ArrayList<>();
  final InflationBudget compressed;

  /** The encrypted layer over the whole message that did not open. */
  @Nullable CmsObject unopened;

  /** What is in the envelope that is the outermost layer; null if there is none. */
  @Nullable Content outermost;

  /** Whether a part stayed closed that says that it is CMS. */
  boolean closedPart;

  /** Enclosed messages in a transfer encoding: no parts of them are read. */
  final List<Entity> encoded = new ArrayList<>();

  /** Whether a private or secret key was used. Later failures must not reveal their cause. */
  boolean keyUsed;

  /** Why programs may read the signed message otherwise; null if there is no reason. */
  @Nullable Finding doubts;

  /** The names of fields that its headers repeat with the same value. */
  Set<String> repeated = Set.of();

  private int parts;

  /**
   * The content of a layer.
   *
   * @param entity null if the content is not a MIME entity
   */
  record Content(@Nullable ByteSource octets, @Nullable Entity entity) {
    static final Content NOTHING = new Content(null, null);
  }

  OneMessage(MailOptions settings) {
    this(settings, settings.shared == null ? new MessageScope() : settings.shared);
  }

  private OneMessage(MailOptions settings, MessageScope scope) {
    this.opening = settings.opening;
    this.verifying = settings.verifying;
    this.limits = opening.limits();
    this.settings = settings;
    this.scope = scope;
    this.compressed = scope.one(InflationBudget.class, () -> new InflationBudget(limits));
  }

  /** A copy of what is known so far, with the same limits. */
  OneMessage(OneMessage other) {
    this(other.settings, other.scope);
    keyUsed = other.keyUsed;
    unopened = other.unopened;
    take(other);
  }

  /** Takes the results of another reading in place of its own. */
  void take(OneMessage other) {
    layers.clear();
    layers.addAll(other.layers);
    encoded.clear();
    encoded.addAll(other.encoded);
    outermost = other.outermost;
    closedPart = other.closedPart;
  }

  /** The parts of an entity that no other part of the message is yet counted for. */
  Entity scan(ByteSource octets) throws IOException {
    Entity root = scanAgain(octets);
    parts += count(root);
    Bound.check(limits, Limit.PARTS, parts);
    return root;
  }

  /** The same parts in other octets: they were counted before. */
  Entity scanAgain(ByteSource octets) throws IOException {
    return EntityScanner.scan(octets, limits, scope.work(limits));
  }

  /** Draws on the work of the message for a body whose transfer encoding is undone. */
  void decode(Entity entity) throws IOException {
    if (entity.transferEncoding().equals("base64")
        || entity.transferEncoding().equals("quoted-printable")) {
      scope.work(limits).spend(Work.converting(entity.body().sizeIfKnown().orElse(0)));
    }
  }

  private static int count(Entity entity) {
    int n = 1;
    for (Entity child : entity.children()) {
      n += count(child);
    }
    return n;
  }

  interface Reading<T> {
    T read() throws IOException;
  }

  /** Turns an unexpected exception into a failure of the message. */
  <T> T guarded(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.MIME_DEPTH, limits.get(Limit.MIME_DEPTH));
    } catch (RuntimeException e) {
      SmimeException malformed = new SmimeException.Malformed("message", -1, "it cannot be read");
      if (!keyUsed) {
        malformed.initCause(e);
      }
      throw malformed;
    }
  }

  /** One limit for all compressed content of a message, which is inflated and kept in memory. */
  static final class InflationBudget {

    private final Limits limits;
    private long inflated;

    InflationBudget(Limits limits) {
      this.limits = limits;
    }

    Decompressor.Content inflate(CmsObject cms) throws IOException {
      long most = limits.get(Limit.INFLATED_OCTETS);
      long kept = limits.get(Limit.SPOOL_THRESHOLD);
      Limits left =
          limits
              .allowing(Limit.INFLATED_OCTETS, most - inflated)
              .allowing(Limit.SPOOL_THRESHOLD, Math.max(0, kept - inflated));
      try {
        Decompressor.Content content = Decompressor.decompress(cms, left);
        inflated += content.content().sizeIfKnown().orElseThrow();
        return content;
      } catch (SmimeException.LimitExceeded e) {
        if (e.limit() != Limit.INFLATED_OCTETS) {
          throw e;
        }
        inflated = most;
        throw new SmimeException.LimitExceeded(Limit.INFLATED_OCTETS, most);
      }
    }
  }
}
