package org.smime4j.world;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/**
 * What we say of a message.
 *
 * @param trusted whether it is trusted and whole: all signers are trusted and bound to From
 * @param intact whether the signature over the whole message holds, trusted or not
 * @param reason why it is not trusted
 * @param reading what we hand out as signed, where it is trusted
 */
record Verdict(boolean trusted, boolean intact, String reason, Reading reading) {

  private static final Decryptor NO_KEYS = Decryptor.with(KeyHistory.of());

  static Verdict on(byte[] message) throws IOException {
    try (OpenedMail opened =
        MailReader.with(NO_KEYS, GoodMails.VERIFIER).open(ByteSource.of(message))) {
      if (opened.failure().isPresent()) {
        return untrusted(false, opened.failure().get().getMessage());
      }
      SignatureReport report = opened.requireSigned();
      List<SignerVerdict> signers = report.signers();
      boolean intact = !signers.isEmpty() && signers.stream().allMatch(each -> each.isIntact());
      if (signers.isEmpty()
          || !signers.stream().allMatch(one -> one.state() == SignerVerdict.State.TRUSTED)) {
        return untrusted(intact, report.worst().findings().toString());
      }
      report.requireTrusted();
      if (opened.layers().stream().noneMatch(Verdict::isWholeSignature)) {
        return untrusted(intact, "no layer over the whole");
      }
      List<String> shown = new ArrayList<>();
      List<String> names = new ArrayList<>();
      texts(opened.root().orElseThrow(), shown, names);
      Map<String, List<String>> said = new HashMap<>();
      said.put("shown", shown);
      said.put("names", names);
      said.put("dates", dates(report));
      said.put("subjects", subjects(opened));
      return new Verdict(true, true, "", Reading.of(said, ""));
    } catch (SmimeException e) {
      return untrusted(false, e.getMessage());
    }
  }

  /** The signers' time where it vouches for the field Date, which it does up to a time zone. */
  private static List<String> dates(SignatureReport report) {
    return report.signers().stream()
        .filter(
            signer ->
                signer.notes().stream().noneMatch(n -> n.code() == Finding.Code.DATE_NOT_CHECKED))
        .flatMap(signer -> signer.signingTime().stream())
        .map(time -> String.valueOf(time.getEpochSecond()))
        .toList();
  }

  /** None where a note says that the subject outside is another. */
  private static List<String> subjects(OpenedMail opened) {
    Set<Finding.Code> differs =
        Set.of(Finding.Code.FIELD_ALTERED, Finding.Code.FIELD_MISSING, Finding.Code.FIELD_ADDED);
    return opened.notes().stream().anyMatch(note -> differs.contains(note.code()))
        ? List.of()
        : opened.subject().stream().map(ProtectedField::text).toList();
  }

  private static Verdict untrusted(boolean intact, String reason) {
    return new Verdict(false, intact, reason, Reading.refusal(reason));
  }

  private static void texts(MailPart part, List<String> shown, List<String> names)
      throws IOException {
    part.name().ifPresent(names::add);
    for (MailPart child : part.children()) {
      texts(child, shown, names);
    }
    // A text without a header in an opaque signature is a document to us, and is shown by some.
    boolean isText = part.type().startsWith("text/") || !part.isEntity();
    if (part.children().isEmpty() && isText) {
      if (part.coveredBy().stream().noneMatch(Verdict::isWholeSignature)) {
        shown.add("a part that no signature covers");
      }
      Charset charset = part.charset().map(Charset::forName).orElse(StandardCharsets.US_ASCII);
      byte[] octets;
      try (var in = part.content().open()) {
        octets = in.readAllBytes();
      }
      shown.add(new String(octets, charset));
    }
  }

  private static boolean isWholeSignature(Layer layer) {
    return layer.isWhole() && layer.report().isPresent();
  }
}
