package org.smime4j.internal.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.encrypt.Recipient;
import org.smime4j.internal.lookup.Choice;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Unreachable;

/**
 * Decides who gets which copy of a message, and seals the copies. The addresses in To and Cc share
 * a copy with those who can read the same algorithms. Every other address is a blind copy, and
 * stands alone (A18).
 *
 * @param message the message without fields that name blind copies
 * @param layers the layers, of which at least one encrypts
 */
public record Dispatch(UnsealedMail message, List<Layering> layers, HeaderProtection protection) {

  public Deliveries to(Collection<? extends CertificateChoice> plan, Unreachable others)
      throws IOException {
    Map<String, Choice> byAddress = new LinkedHashMap<>();
    plan.forEach(each -> byAddress.putIfAbsent(each.address(), Choice.of(each)));
    if (byAddress.isEmpty()) {
      throw new IllegalArgumentException("the plan is empty: pass what Encryptor.plan returns");
    }
    List<Choice> reached = new ArrayList<>();
    List<Choice> unreached = new ArrayList<>();
    byAddress
        .values()
        .forEach(each -> (each.certificate().isPresent() ? reached : unreached).add(each));
    if (others == Unreachable.REFUSE && !unreached.isEmpty()) {
      throw Choice.refusal(unreached);
    }
    List<String> clear = new ArrayList<>();
    List<CertificateChoice> unsent = new ArrayList<>();
    for (Choice each : unreached) {
      if (others == Unreachable.SEND_IN_CLEAR && each.hasNone()) {
        clear.add(each.address());
      } else {
        unsent.add(each);
      }
    }
    return new Deliveries(encrypted(reached), inClear(clear), unsent);
  }

  private List<Deliveries.Delivery> encrypted(List<Choice> reached) throws IOException {
    Map<Object, List<String>> addresses = new LinkedHashMap<>();
    Map<Object, List<Recipient>> recipients = new LinkedHashMap<>();
    Encryption outermost = outermost();
    Set<String> open = BlindCopies.openAddresses(message.header());
    for (Choice each : reached) {
      Recipient recipient = Recipient.of(each);
      Object group =
          isOpen(each.address(), open) ? outermost.readableAs(recipient) : each.address();
      addresses.computeIfAbsent(group, any -> new ArrayList<>()).add(each.address());
      recipients.computeIfAbsent(group, any -> new ArrayList<>()).add(recipient);
    }
    List<List<Layering>> copies = new ArrayList<>();
    recipients.forEach(
        (group, all) ->
            copies.add(
                layers.stream()
                    .map(
                        layer ->
                            layer.encryptedBy(
                                by -> group instanceof String ? by.onlyTo(all) : by.alsoTo(all)))
                    .toList()));
    List<Deliveries.Delivery> deliveries = new ArrayList<>();
    if (!copies.isEmpty()) {
      List<Sealing.WrittenMail> sealed =
          Sealing.each(message.protectedBy(protection, true), copies);
      List<List<String>> named = List.copyOf(addresses.values());
      for (int i = 0; i < sealed.size(); i++) {
        deliveries.add(new Deliveries.Delivery(named.get(i), sealed.get(i)));
      }
    }
    return deliveries;
  }

  private Encryption outermost() {
    return layers.stream()
        .flatMap(layer -> Stream.ofNullable(layer.encryption()))
        .reduce((inner, outer) -> outer)
        .orElseThrow();
  }

  private List<Deliveries.Delivery> inClear(List<String> addresses) throws IOException {
    if (addresses.isEmpty()) {
      return List.of();
    }
    SealedMail mail = unencrypted();
    List<String> shared = new ArrayList<>();
    List<Deliveries.Delivery> deliveries = new ArrayList<>();
    Set<String> open = BlindCopies.openAddresses(message.header());
    for (String address : addresses) {
      if (isOpen(address, open)) {
        shared.add(address);
      } else {
        deliveries.add(new Deliveries.Delivery(List.of(address), mail));
      }
    }
    if (!shared.isEmpty()) {
      deliveries.add(0, new Deliveries.Delivery(shared, mail));
    }
    return deliveries;
  }

  private SealedMail unencrypted() throws IOException {
    List<Layering> rest = layers.stream().filter(layer -> layer.encryption() == null).toList();
    if (rest.isEmpty()) {
      return new Sealing.WrittenMail(
          message.octets(), new WrittenLayers(List.of(), List.of(), Optional.empty(), List.of()));
    }
    boolean signed = rest.stream().anyMatch(layer -> layer.signer() != null);
    return Sealing.each(signed ? message.protectedBy(protection, false) : message, List.of(rest))
        .get(0);
  }

  private static boolean isOpen(String address, Set<String> open) {
    return CertificateAddresses.normalised(address)
        .map(MailAddress::inLowerCase)
        .filter(open::contains)
        .isPresent();
  }
}
