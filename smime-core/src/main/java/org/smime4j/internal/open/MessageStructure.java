package org.smime4j.internal.open;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.reports.MailPart;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The parts of a message as they are: no layer is opened, and nothing is judged. */
public final class MessageStructure {

  private MessageStructure() {}

  /** The tree of the parts; of what is no mail, a part that is no entity. */
  public static MailPart of(ByteSource octets, Limits limits) throws IOException {
    WorkBudget work = WorkBudget.of(limits, octets.sizeIfKnown().orElse(0));
    CmsDetection detected = CmsDetection.message(octets, work, new DeviationLog());
    if (detected.kind() == CmsDetection.Kind.CMS) {
      return ReadPart.of("application/pkcs7-mime", detected.octets(), List.of(), limits);
    }
    if (CmsDetection.beginsLikeMime(octets)) {
      Entity root = EntityScanner.scan(octets, limits, work);
      // A line of an mbox alone is no mail.
      if (root.header().all().stream().anyMatch(field -> !field.name().isEmpty())
          || (root.header().all().isEmpty() && root.end() > root.bodyStart())) {
        return part(root, limits);
      }
    }
    return ReadPart.of("application/octet-stream", octets, List.of(), limits);
  }

  private static MailPart part(Entity entity, Limits limits) {
    List<MailPart> children = new ArrayList<>();
    entity.children().forEach(child -> children.add(part(child, limits)));
    return ReadPart.of(entity, List.of(), children, Optional.empty(), false, limits);
  }
}
