package org.smime4j.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.smime4j.Credential;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.spring.SmimeProperties;
import org.smime4j.spring.SmimeProperties.Protection;

/**
 * Mail that leaves is signed and encrypted. It goes to all its recipients as one message, or to
 * none of them.
 *
 * @param domains what happens to recipients of a domain without an accepted certificate
 */
record Outbound(Reloading loaded, SmimeProperties smime, Map<String, Unreachable> domains)
    implements Listener.Way {

  @Override
  public Listener.Passed passed(ByteSource message, String sender, Set<String> recipients)
      throws IOException {
    Reloading.Loaded now = loaded.get();
    Protection protection = smime.mail().protection();
    Outgoing outgoing = Outgoing.of(message);
    boolean isOfSender = false;
    if (protection != Protection.ENCRYPTED) {
      Credential signing = now.signing(sender);
      isOfSender = signing != now.domain();
      outgoing = outgoing.signedBy(Signer.with(signing));
    }
    SealedMail sealed =
        protection == Protection.SIGNED ? outgoing.seal() : sealed(outgoing, now, recipients);
    if (isOfSender
        && sealed.report().notes().stream()
            .anyMatch(note -> note.code() == Finding.Code.SIGNER_NOT_FROM)) {
      throw new Reply.Rejected(
          550, "5.7.1 From is not the sender <" + sender + ">, whose key would sign this");
    }
    return new Listener.Passed(
        sealed, sealed.report().recipients().isEmpty() ? "signed" : "encrypted");
  }

  private SealedMail sealed(Outgoing outgoing, Reloading.Loaded now, Set<String> recipients)
      throws IOException {
    List<CertificateChoice> plan = now.encryptor().plan(now.source(), recipients);
    Stream<String> fates =
        plan.stream()
            .map(each -> each.certificate().isPresent() ? "" : rule(each.address()).name());
    if (fates.distinct().count() == 1) {
      Deliveries made =
          outgoing.encryptedBy(now.encryptor()).sealEach(plan, rule(plan.get(0).address()));
      for (CertificateChoice each : made.unsent()) {
        throw new Reply.Rejected(451, "4.7.5 held: " + each.address() + ": " + each.findings());
      }
      List<Deliveries.Delivery> all =
          Stream.concat(made.encrypted().stream(), made.inClear().stream()).toList();
      if (all.size() == 1) {
        return all.get(0).message();
      }
    }
    throw new Reply.Rejected(
        451, "4.5.3 these recipients need different messages: send to one recipient at a time");
  }

  private Unreachable rule(String address) {
    String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    return domains.getOrDefault(domain, smime.recipients().unreachable());
  }
}
