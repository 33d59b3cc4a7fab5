package org.smime4j.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CompressedData;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * How CMS (RFC 5652) is built, read without any key. Nothing here is verified: each line is the
 * sender's word.
 *
 * @param inside shows the content of a signature, which is often mail
 */
record CmsOutline(Outline outline, MailOutline inside) {

  private static final int LONGEST_CERTIFICATE = 64 * 1024;
  private static final int MOST_CERTIFICATES = 100;
  private static final int MOST_DEPTH = 64;
  private static final int LONGEST_NUMBER = 32;
  private static final int LONGEST_DIGEST = 64;

  /** The names of object identifiers that CMS is written with. */
  private static final ResourceBundle NAMES =
      ResourceBundle.getBundle("org.smime4j.cli.object-names");

  /** Writes what octets hold. */
  void write(byte[] octets) throws IOException {
    checked(() -> whole(octets));
  }

  private void whole(byte[] octets) throws IOException {
    int end = end(octets, 0, octets.length, 0);
    if (end < octets.length) {
      outline.fault(number(octets.length - end) + " octets stand behind the CMS");
    }
    // A sequence is read once somebody asks what is in it: certificates stay as they are.
    ASN1Sequence info = ASN1Sequence.getInstance(new ASN1InputStream(octets, true).readObject());
    if (info.getObjectAt(0) instanceof ASN1ObjectIdentifier) {
      content(ContentInfo.getInstance(info));
    } else {
      // SignedData that some programs write without its ContentInfo.
      within("SignedData, without a ContentInfo", () -> signed(SignedData.getInstance(info)));
    }
  }

  /** A line, and beneath it what belongs to it, as far as it is not malformed. */
  private void within(String line, Outline.Body body) throws IOException {
    outline.within(line, () -> checked(body));
  }

  /** What is malformed ends it with a line that says so, where it stands. */
  private void checked(Outline.Body body) throws IOException {
    try {
      body.write();
    } catch (Outline.Exhausted e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Some of what Bouncy Castle and Java say names their classes.
      String said = e.getMessage() == null ? "" : ": " + e.getMessage();
      boolean isPlain = !said.matches("(?s).*\\w\\.\\w.*");
      outline.fault("this is not CMS from here on" + (isPlain ? said : ""));
    }
  }

  /**
   * Where a value of BER ends. What is in it is counted before any object is made of it.
   *
   * @param most where it ends at the latest
   */
  private int end(byte[] octets, int start, int most, int depth) throws IOException {
    outline.step();
    if (depth > MOST_DEPTH) {
      throw new IOException("it is nested too deeply");
    }
    if (most - start < 2) {
      throw new IOException("it ends within a value");
    }
    if ((octets[start] & 0x1f) == 0x1f) {
      throw new IOException("it has a tag that CMS does not use");
    }
    int at = start + 2;
    long length = octets[start + 1] & 0xff;
    if (length == 0x80) {
      while (most - at < 2 || octets[at] != 0 || octets[at + 1] != 0) {
        at = end(octets, at, most, depth + 1);
      }
      return at + 2;
    }
    if (length > 0x80) {
      int count = (int) length & 0x7f;
      if (count > Integer.BYTES || count > most - at) {
        throw new IOException("it has an impossible length");
      }
      length = new BigInteger(1, octets, at, count).longValue();
      at += count;
    }
    if (length > most - at) {
      throw new IOException("it ends within a value of " + length + " octets");
    }
    int end = at + (int) length;
    boolean isConstructed = (octets[start] & 0x20) != 0;
    while (isConstructed && at < end) {
      at = end(octets, at, end, depth + 1);
    }
    return end;
  }

  private void content(ContentInfo info) throws IOException {
    String name = nameOf(info.getContentType());
    ASN1Encodable content = info.getContent();
    if (content == null) {
      outline.line(name + ", without content");
      return;
    }
    switch (name) {
      case "SignedData" -> within(name, () -> signed(SignedData.getInstance(content)));
      case "EnvelopedData", "AuthEnvelopedData" ->
          within(name, () -> enveloped(ASN1Sequence.getInstance(content)));
      case "CompressedData" -> within(name, () -> compressed(CompressedData.getInstance(content)));
      default -> outline.line(name + ", " + octets(content));
    }
  }

  private void version(ASN1Integer version) throws IOException {
    outline.line("version " + integer(version));
  }

  private void signed(SignedData data) throws IOException {
    version(data.getVersion());
    List<String> digests = new ArrayList<>();
    for (ASN1Encodable each : data.getDigestAlgorithms()) {
      digests.add(algorithm(AlgorithmIdentifier.getInstance(each)));
    }
    outline.line("digests: " + (digests.isEmpty() ? "none" : String.join(", ", digests)));
    encapsulated(data.getEncapContentInfo());
    if (data.getCertificates() != null) {
      certificates(data.getCertificates());
    }
    if (data.getCRLs() != null) {
      outline.line("revocation lists: " + data.getCRLs().size());
    }
    ASN1Set signers = data.getSignerInfos();
    if (signers.size() == 0) {
      outline.line("no signers: it carries certificates or revocation lists only");
    }
    for (int i = 0; i < signers.size(); i++) {
      ASN1Encodable signer = signers.getObjectAt(i);
      within("signer " + (i + 1), () -> signer(SignerInfo.getInstance(signer)));
    }
  }

  private void encapsulated(ContentInfo info) throws IOException {
    String type = nameOf(info.getContentType());
    ASN1Encodable content = info.getContent();
    if (content == null) {
      outline.line("content: " + type + ", which is elsewhere (detached)");
      return;
    }
    byte[] octets =
        content instanceof ASN1OctetString string ? string.getOctets() : encoded(content);
    within("content: " + type + ", " + octets(content), () -> inside.content(octets));
  }

  private void certificates(ASN1Set all) throws IOException {
    within(
        "certificates: " + all.size(),
        () -> {
          for (int i = 0; i < Math.min(all.size(), MOST_CERTIFICATES); i++) {
            outline.line(certificate(all.getObjectAt(i)));
          }
          if (all.size() > MOST_CERTIFICATES) {
            outline.fault(all.size() - MOST_CERTIFICATES + " more are not shown");
          }
        });
  }

  private static String certificate(ASN1Encodable value) throws IOException {
    byte[] encoded = encoded(value);
    if (!(value instanceof ASN1Sequence) || encoded.length > LONGEST_CERTIFICATE) {
      return "another kind of certificate, " + octets(value);
    }
    try {
      X509CertificateHolder certificate = new X509CertificateHolder(encoded);
      return "%s; issuer %s; serial %s; %s to %s"
          .formatted(
              name(certificate.getSubject()),
              name(certificate.getIssuer()),
              certificate.getSerialNumber().toString(16),
              certificate.getNotBefore().toInstant(),
              certificate.getNotAfter().toInstant());
    } catch (IOException | RuntimeException e) {
      return "a certificate that cannot be read, " + octets(value);
    }
  }

  private void signer(SignerInfo signer) throws IOException {
    version(signer.getVersion());
    outline.line("certificate: " + identifier(signer.getSID().getId()));
    outline.line("digest: " + algorithm(signer.getDigestAlgorithm()));
    attributes("signed attributes", signer.getAuthenticatedAttributes());
    outline.line("signature algorithm: " + algorithm(signer.getDigestEncryptionAlgorithm()));
    outline.line("signature: " + octets(signer.getEncryptedDigest()));
    attributes("unsigned attributes", signer.getUnauthenticatedAttributes());
  }

  private void attributes(String title, @Nullable ASN1Set all) throws IOException {
    if (all == null) {
      return;
    }
    within(
        title + ": " + all.size(),
        () -> {
          for (ASN1Encodable each : all) {
            Attribute attribute = Attribute.getInstance(each);
            ASN1Set values = attribute.getAttrValues();
            boolean isOne = values.size() == 1;
            String value = isOne ? attribute(values.getObjectAt(0)) : values.size() + " values";
            outline.line(nameOf(attribute.getAttrType()) + ": " + value);
          }
        });
  }

  private static String attribute(ASN1Encodable value) throws IOException {
    if (value instanceof ASN1ObjectIdentifier oid) {
      return nameOf(oid);
    }
    if (value instanceof ASN1UTCTime time) {
      return time(time.getAdjustedTime());
    }
    if (value instanceof ASN1GeneralizedTime time) {
      return time(time.getTimeString());
    }
    return value instanceof ASN1OctetString string ? hex(string, LONGEST_DIGEST) : octets(value);
  }

  /** As ISO 8601, if it has the form that RFC 5652 asks for; else as it is. */
  private static String time(String text) {
    return text.replaceFirst(
        "^(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(Z|GMT\\+00:00)$", "$1-$2-$3T$4:$5:$6Z");
  }

  /** EnvelopedData or AuthEnvelopedData, in which no two values have the same form. */
  private void enveloped(ASN1Sequence data) throws IOException {
    for (ASN1Encodable each : data) {
      if (each instanceof ASN1Integer version) {
        version(version);
      } else if (each instanceof ASN1Set recipients) {
        for (int i = 0; i < recipients.size(); i++) {
          recipient(
              "recipient " + (i + 1) + ": ",
              RecipientInfo.getInstance(recipients.getObjectAt(i)).getInfo());
        }
      } else if (each instanceof ASN1OctetString tag) {
        outline.line("authentication tag: " + octets(tag));
      } else if (each instanceof ASN1TaggedObject tagged) {
        switch (tagged.getTagNo()) {
          case 0 -> outline.line("originator: " + octets(tagged));
          case 1 -> attributes("attributes", ASN1Set.getInstance(tagged, false));
          default ->
              attributes("attributes that nothing protects", ASN1Set.getInstance(tagged, false));
        }
      } else {
        EncryptedContentInfo info = EncryptedContentInfo.getInstance(each);
        AlgorithmIdentifier cipher = info.getContentEncryptionAlgorithm();
        changed(info.getContentType(), cipher, info.getEncryptedContent(), "of ciphertext");
      }
    }
  }

  /** The content as it is after an algorithm; null if it is not there. */
  private void changed(
      ASN1ObjectIdentifier type, AlgorithmIdentifier how, @Nullable ASN1Encodable value, String of)
      throws IOException {
    String octets = value == null ? "which is elsewhere" : octets(value) + " " + of;
    outline.line("content: " + nameOf(type) + ", " + algorithm(how) + ", " + octets);
  }

  private void recipient(String title, ASN1Encodable info) throws IOException {
    if (info instanceof KeyTransRecipientInfo transport) {
      String who = identifier(transport.getRecipientIdentifier().getId());
      outline.line(title + who + "; " + algorithm(transport.getKeyEncryptionAlgorithm()));
    } else if (info instanceof KeyAgreeRecipientInfo agreement) {
      String algorithm = algorithm(agreement.getKeyEncryptionAlgorithm());
      for (ASN1Encodable key : agreement.getRecipientEncryptedKeys()) {
        KeyAgreeRecipientIdentifier id = RecipientEncryptedKey.getInstance(key).getIdentifier();
        ASN1Encodable named =
            id.getRKeyID() == null
                ? id.getIssuerAndSerialNumber()
                : id.getRKeyID().getSubjectKeyIdentifier();
        outline.line(title + identifier(named) + "; " + algorithm);
      }
    } else if (info instanceof KEKRecipientInfo shared) {
      String id = hex(shared.getKekid().getKeyIdentifier(), LONGEST_NUMBER);
      outline.line(
          title + "a shared key, " + id + "; " + algorithm(shared.getKeyEncryptionAlgorithm()));
    } else if (info instanceof PasswordRecipientInfo password) {
      AlgorithmIdentifier derivation = password.getKeyDerivationAlgorithm();
      outline.line(
          title
              + "a password; "
              + (derivation == null ? "" : algorithm(derivation) + ", ")
              + algorithm(password.getKeyEncryptionAlgorithm()));
    } else {
      outline.line(title + nameOf(OtherRecipientInfo.getInstance(info).getType()));
    }
  }

  private void compressed(CompressedData data) throws IOException {
    version(data.getVersion());
    ContentInfo info = data.getEncapContentInfo();
    AlgorithmIdentifier how = data.getCompressionAlgorithmIdentifier();
    changed(info.getContentType(), how, info.getContent(), "as they are");
  }

  /** Issuer and serial number, or a key identifier. */
  private static String identifier(ASN1Encodable value) throws IOException {
    if (value instanceof ASN1OctetString string) {
      return "key identifier " + hex(string, LONGEST_NUMBER);
    }
    IssuerAndSerialNumber named = IssuerAndSerialNumber.getInstance(value);
    String serial = integer(named.getSerialNumber()).toString(16);
    return "issuer " + name(named.getName()) + "; serial " + serial;
  }

  private static String name(X500Name value) throws IOException {
    byte[] encoded = encoded(value);
    try {
      return encoded.length > LONGEST_CERTIFICATE
          ? number(encoded.length) + " octets"
          : new X500Principal(encoded).getName();
    } catch (IllegalArgumentException e) {
      return "a name that cannot be read";
    }
  }

  /** The name of an algorithm, and of the one in its parameters where that says how it is used. */
  private static String algorithm(AlgorithmIdentifier identifier) {
    String name = nameOf(identifier.getAlgorithm());
    if (!(identifier.getParameters() instanceof ASN1Sequence parameters)) {
      return name;
    }
    if (parameters.size() > 0 && parameters.getObjectAt(0) instanceof ASN1ObjectIdentifier oid) {
      return name + " with " + nameOf(oid);
    }
    return switch (name) {
      case "rsa-pss" ->
          name + " with " + algorithm(RSASSAPSSparams.getInstance(parameters).getHashAlgorithm());
      case "rsa-oaep" ->
          name + " with " + algorithm(RSAESOAEPparams.getInstance(parameters).getHashAlgorithm());
      default -> name;
    };
  }

  /** The name, or the identifier itself. */
  private static String nameOf(ASN1ObjectIdentifier oid) {
    return NAMES.containsKey(oid.getId()) ? NAMES.getString(oid.getId()) : oid.getId();
  }

  private static BigInteger integer(ASN1Integer value) throws IOException {
    if (value.getValue().bitLength() > LONGEST_NUMBER * Byte.SIZE) {
      throw new IOException("a number is too long");
    }
    return value.getValue();
  }

  private static byte[] encoded(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded();
  }

  /** How many octets there are: in a string, or else in the whole value. */
  private static String octets(ASN1Encodable value) throws IOException {
    int length = value instanceof ASN1OctetString s ? s.getOctetsLength() : encoded(value).length;
    return number(length) + " octets";
  }

  private static String hex(ASN1OctetString value, int longest) throws IOException {
    return value.getOctetsLength() <= longest
        ? HexFormat.of().formatHex(value.getOctets())
        : octets(value);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
