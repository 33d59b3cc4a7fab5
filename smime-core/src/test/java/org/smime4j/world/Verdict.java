package org.smime4j.world;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.keys.KeyHistory;
import org.smime4j.mail.Layer;
import org.smime4j.mail.MailPart;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;

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
        MailReader.with(NO_KEYS, GoodMails.VERIFIER).open(Octets.of(message))) {
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
      texts(opened.root().orElseThrow(), shown);
      return new Verdict(true, true, "", new Reading(List.of(), shown, List.of(), ""));
    } catch (SmimeException e) {
      return untrusted(false, e.getMessage());
    }
  }

  private static Verdict untrusted(boolean intact, String reason) {
    return new Verdict(false, intact, reason, Reading.refusal(reason));
  }

  private static void texts(MailPart part, List<String> shown) throws IOException {
    for (MailPart child : part.children()) {
      texts(child, shown);
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
