package org.smime4j.internal.open;

import java.io.IOException;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.reports.Layer;

/** The parts of an opened message that are S/MIME, and that stayed closed. */
record ClosedParts(OneMessage message) {

  /** Whether it is a message in a transfer encoding, which RFC 2046 forbids. */
  static boolean isEncodedMessage(Entity entity) {
    MediaType type = entity.mediaType();
    return (type.is("message", "rfc822") || type.is("message", "global")) && !entity.isMessage();
  }

  /** Whether there is one. What is in encoded messages is only looked at here. */
  boolean exist() {
    if (message.closedPart || message.layers.stream().anyMatch(ClosedParts::isClosed)) {
      return true;
    }
    WorkBudget work = new MessageScope().work(message.limits);
    for (Entity encoded : message.encoded) {
      try {
        if (isSmime(
            EntityScanner.scan(TransferCoding.decodeWhenRead(encoded), message.limits, work))) {
          return true;
        }
      } catch (IOException e) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClosed(Layer layer) {
    return Layers.isEncryption(layer) && layer.encryption().isEmpty();
  }

  /** An encoded message in an encoded message is not looked at. */
  private static boolean isSmime(Entity entity) {
    SmimeType type = SmimeType.of(entity);
    return (type != SmimeType.NONE && type != SmimeType.SIGNATURE)
        || isEncodedMessage(entity)
        || entity.children().stream().anyMatch(ClosedParts::isSmime);
  }
}
