package org.smime4j.internal.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDerivation;
import org.smime4j.internal.keyfile.Passwords;
import org.smime4j.internal.keyfile.Pkcs12File;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.settings.Limits;

/**
 * The certificates of one PKCS#12, whatever keys stand beside them. The JDK's key store builds a
 * chain for each key of the file, which is cubic, and derives keys as often as the file asks.
 */
public final class Pkcs12Certificates implements Pkcs12File.Bags {

  private final List<byte[]> certificates = new ArrayList<>();

  private Pkcs12Certificates() {}

  /**
   * Each certificate, encoded; only those that lie open where no password opens the whole file.
   *
   * @param limits of the file's structure and of key derivation
   * @throws Unreadable if it is no PKCS#12, or asks for more than it may
   */
  static List<byte[]> read(byte[] octets, Limits limits, char[]... given) throws Unreadable {
    Iterable<char[]> copies = () -> Stream.of(given).map(char[]::clone).iterator();
    try (Passwords passwords = new Passwords(copies)) {
      Pfx pfx = Pfx.getInstance(Ber.read(octets, limits));
      Pkcs12File file = new Pkcs12File(pfx, new PasswordDerivation(limits), passwords);
      if (given.length > 0) {
        try {
          Pkcs12Certificates all = new Pkcs12Certificates();
          file.read(all);
          return all.certificates;
        } catch (Unreadable e) {
          if (e.isBeyondALimit()) {
            throw e;
          }
        }
      }
      Pkcs12Certificates open = new Pkcs12Certificates();
      file.readOpen(open);
      return open.certificates;
    } catch (RuntimeException e) {
      throw Unreadable.damaged("no PKCS#12 file, or a damaged one");
    }
  }

  @Override
  public void add(SafeBag bag) {
    if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
      CertBag certificate = CertBag.getInstance(bag.getBagValue());
      if (certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
        certificates.add(ASN1OctetString.getInstance(certificate.getCertValue()).getOctets());
      }
    }
  }

  /** Anchors of a file that is damaged are not guessed. */
  @Override
  public void skip(String entry, Unreadable why) throws Unreadable {
    throw why;
  }
}
