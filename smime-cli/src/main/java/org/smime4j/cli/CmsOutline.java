package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javax.security.auth.x500.X500Principal;

/**
 * How CMS (RFC 5652) is built, read without any key. Nothing here is verified: each line is the
 * sender's word.
 */
record CmsOutline(Outline outline, Content inside) {

  private static final int LONGEST_CERTIFICATE = 64 * 1024;
  private static final int MOST_CERTIFICATES = 100;
  private static final int LONGEST_NUMBER = 32;

  /** The names of object identifiers that CMS is written with. */
  private static final ResourceBundle NAMES =
      ResourceBundle.getBundle("org.smime4j.cli.object-names");

  /** Shows the content of a signature, which is often mail. */
  @FunctionalInterface
  interface Content {
    void write(byte[] content) throws IOException;
  }

  /** Writes what octets hold. What is malformed ends it with a line that says so. */
  void write(byte[] octets) throws IOException {
    try {
      Tlv info = Tlv.of(octets, outline);
      if (info.wholeLength() < octets.length) {
        outline.fault(number(octets.length - info.wholeLength()) + " octets stand behind the CMS");
      }
      Fields fields = new Fields(info);
      Tlv type = fields.next("content type");
      if (!type.is(Tlv.OBJECT_IDENTIFIER)) {
        // SignedData that some programs write without its ContentInfo.
        outline.within("SignedData, without a ContentInfo", () -> signed(new Fields(info)));
        return;
      }
      String name = nameOf(type.oid());
      if (!fields.hasContext(0)) {
        outline.line(name + ", without content");
        return;
      }
      Tlv content = new Fields(fields.next("content")).next("content");
      switch (name) {
        case "SignedData" -> outline.within(name, () -> signed(new Fields(content)));
        case "EnvelopedData", "AuthEnvelopedData" ->
            outline.within(name, () -> enveloped(new Fields(content)));
        case "CompressedData" -> outline.within(name, () -> compressed(new Fields(content)));
        default -> outline.line(name + ", " + number(content.length()) + " octets");
      }
    } catch (Outline.Exhausted e) {
      throw e;
    } catch (IOException e) {
      outline.fault("this is not CMS from here on: " + e.getMessage());
    }
  }

  /** The values of a sequence, one after the other. */
  private static final class Fields {
    private final List<Tlv> values;
    private int next;

    Fields(Tlv sequence) throws IOException {
      if (!sequence.isConstructed()) {
        throw new IOException("a SEQUENCE is missing");
      }
      values = sequence.children();
    }

    Tlv next(String what) throws IOException {
      if (next == values.size()) {
        throw new IOException("the " + what + " is missing");
      }
      return values.get(next++);
    }

    boolean has(int tag) {
      return next < values.size() && values.get(next).is(tag);
    }

    boolean hasContext(int number) {
      return next < values.size() && values.get(next).isContext(number);
    }
  }

  private void version(Fields fields) throws IOException {
    outline.line("version " + integer(fields.next("version")));
  }

  private void signed(Fields fields) throws IOException {
    version(fields);
    List<String> digests = new ArrayList<>();
    for (Tlv each : fields.next("digest algorithms").children()) {
      digests.add(algorithm(each));
    }
    outline.line("digests: " + (digests.isEmpty() ? "none" : String.join(", ", digests)));
    encapsulated(fields.next("content"));
    if (fields.hasContext(0)) {
      certificates(fields.next("certificates").children());
    }
    if (fields.hasContext(1)) {
      outline.line("revocation lists: " + fields.next("revocation lists").children().size());
    }
    List<Tlv> signers = fields.next("signers").children();
    if (signers.isEmpty()) {
      outline.line("no signers: it carries certificates or revocation lists only");
    }
    for (int i = 0; i < signers.size(); i++) {
      Tlv signer = signers.get(i);
      outline.within("signer " + (i + 1), () -> signer(new Fields(signer)));
    }
  }

  private void encapsulated(Tlv info) throws IOException {
    Fields fields = new Fields(info);
    String type = nameOf(fields.next("type of the content").oid());
    if (!fields.hasContext(0)) {
      outline.line("content: " + type + ", which is elsewhere (detached)");
      return;
    }
    List<Tlv> values = fields.next("content").children();
    if (values.isEmpty()) {
      throw new IOException("the content is missing");
    }
    Tlv content = values.get(0);
    byte[] octets = content.string();
    outline.within(
        "content: " + type + ", " + number(octets.length) + " octets", () -> inside.write(octets));
  }

  private void certificates(List<Tlv> all) throws IOException {
    outline.within(
        "certificates: " + all.size(),
        () -> {
          for (Tlv each : all.subList(0, Math.min(all.size(), MOST_CERTIFICATES))) {
            outline.line(certificate(each));
          }
          if (all.size() > MOST_CERTIFICATES) {
            outline.fault(all.size() - MOST_CERTIFICATES + " more are not shown");
          }
        });
  }

  private static String certificate(Tlv value) {
    if (!value.is(Tlv.SEQUENCE) || value.wholeLength() > LONGEST_CERTIFICATE) {
      return "another kind of certificate, " + number(value.wholeLength()) + " octets";
    }
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(value.whole()));
      return "%s; issuer %s; serial %s; %s to %s"
          .formatted(
              certificate.getSubjectX500Principal().getName(),
              certificate.getIssuerX500Principal().getName(),
              certificate.getSerialNumber().toString(16),
              certificate.getNotBefore().toInstant(),
              certificate.getNotAfter().toInstant());
    } catch (CertificateException | RuntimeException e) {
      return "a certificate that cannot be read, " + number(value.wholeLength()) + " octets";
    }
  }

  private void signer(Fields fields) throws IOException {
    version(fields);
    outline.line("certificate: " + identifier(fields.next("signer's identifier")));
    outline.line("digest: " + algorithm(fields.next("digest algorithm")));
    if (fields.hasContext(0)) {
      attributes("signed attributes", fields.next("signed attributes"));
    }
    outline.line("signature algorithm: " + algorithm(fields.next("signature algorithm")));
    outline.line("signature: " + number(fields.next("signature").string().length) + " octets");
    if (fields.hasContext(1)) {
      attributes("unsigned attributes", fields.next("unsigned attributes"));
    }
  }

  private void attributes(String title, Tlv set) throws IOException {
    List<Tlv> all = set.children();
    outline.within(
        title + ": " + all.size(),
        () -> {
          for (Tlv each : all) {
            Fields fields = new Fields(each);
            String name = nameOf(fields.next("type of an attribute").oid());
            List<Tlv> values = fields.next("values of an attribute").children();
            outline.line(
                name
                    + ": "
                    + (values.size() == 1 ? attribute(values.get(0)) : values.size() + " values"));
          }
        });
  }

  private static String attribute(Tlv value) throws IOException {
    if (value.is(Tlv.OBJECT_IDENTIFIER)) {
      return nameOf(value.oid());
    }
    if ((value.is(Tlv.UTC_TIME) || value.is(Tlv.GENERALIZED_TIME)) && value.length() <= 24) {
      return time(new String(value.content(), StandardCharsets.US_ASCII));
    }
    if (value.is(Tlv.OCTET_STRING) && value.length() <= 64) {
      return hex(value.content());
    }
    return number(value.length()) + " octets";
  }

  /** As ISO 8601, if it has the form that RFC 5652 asks for; else as it is. */
  private static String time(String text) {
    String full =
        text.matches("\\d{12}Z") ? (text.compareTo("50") >= 0 ? "19" : "20") + text : text;
    return full.replaceFirst(
        "^(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)Z$", "$1-$2-$3T$4:$5:$6Z");
  }

  private void enveloped(Fields fields) throws IOException {
    version(fields);
    if (fields.hasContext(0)) {
      outline.line("originator: " + number(fields.next("originator").length()) + " octets");
    }
    List<Tlv> recipients = fields.next("recipients").children();
    for (int i = 0; i < recipients.size(); i++) {
      recipient("recipient " + (i + 1) + ": ", recipients.get(i));
    }
    Fields content = new Fields(fields.next("encrypted content"));
    String type = nameOf(content.next("type of the content").oid());
    String cipher = algorithm(content.next("cipher"));
    String octets =
        content.hasContext(0)
            ? number(content.next("ciphertext").string().length) + " octets of ciphertext"
            : "which is elsewhere";
    outline.line("content: %s, %s, %s".formatted(type, cipher, octets));
    if (fields.hasContext(1)) {
      attributes("attributes", fields.next("attributes"));
    }
    if (fields.has(Tlv.OCTET_STRING)) {
      outline.line("authentication tag: " + fields.next("tag").length() + " octets");
    }
    if (fields.hasContext(2)) {
      attributes("attributes that nothing protects", fields.next("attributes"));
    }
  }

  private void recipient(String title, Tlv info) throws IOException {
    Fields fields = new Fields(info);
    if (info.is(Tlv.SEQUENCE)) {
      fields.next("version");
      String who = identifier(fields.next("recipient's identifier"));
      outline.line(title + who + "; " + algorithm(fields.next("algorithm")));
    } else if (info.isContext(1)) {
      agreement(title, fields);
    } else if (info.isContext(2)) {
      fields.next("version");
      Tlv id = new Fields(fields.next("identifier")).next("identifier");
      outline.line(
          title + "a shared key, " + shortHex(id) + "; " + algorithm(fields.next("algorithm")));
    } else if (info.isContext(3)) {
      fields.next("version");
      String derivation = fields.hasContext(0) ? algorithm(fields.next("derivation")) + ", " : "";
      outline.line(title + "a password; " + derivation + algorithm(fields.next("algorithm")));
    } else if (info.isContext(4)) {
      outline.line(title + nameOf(fields.next("type of the recipient").oid()));
    } else {
      outline.line(title + "of an unknown kind");
    }
  }

  private void agreement(String title, Fields fields) throws IOException {
    fields.next("version");
    fields.next("originator");
    if (fields.hasContext(1)) {
      fields.next("keying material");
    }
    String algorithm = algorithm(fields.next("algorithm"));
    for (Tlv key : fields.next("encrypted keys").children()) {
      outline.line(
          title + identifier(new Fields(key).next("recipient's identifier")) + "; " + algorithm);
    }
  }

  private void compressed(Fields fields) throws IOException {
    version(fields);
    String how = algorithm(fields.next("algorithm"));
    Fields info = new Fields(fields.next("content"));
    String type = nameOf(info.next("type of the content").oid());
    long octets = info.hasContext(0) ? info.next("content").length() : 0;
    outline.line("content: " + type + ", " + how + ", " + number(octets) + " octets as they are");
  }

  /** Issuer and serial number, or a key identifier. */
  private static String identifier(Tlv value) throws IOException {
    if (value.isContext(0) && !value.isConstructed()) {
      return "key identifier " + shortHex(value);
    }
    Fields fields = new Fields(value);
    Tlv first = fields.next("issuer");
    if (first.is(Tlv.OCTET_STRING)) {
      return "key identifier " + shortHex(first);
    }
    return "issuer "
        + name(first)
        + "; serial "
        + integer(fields.next("serial number")).toString(16);
  }

  private static String name(Tlv value) {
    try {
      return value.wholeLength() > LONGEST_CERTIFICATE
          ? number(value.wholeLength()) + " octets"
          : new X500Principal(value.whole()).getName();
    } catch (IllegalArgumentException e) {
      return "a name that cannot be read";
    }
  }

  /** The name of an algorithm, and of the one in its parameters where that says how it is used. */
  private static String algorithm(Tlv identifier) throws IOException {
    Fields fields = new Fields(identifier);
    String name = nameOf(fields.next("algorithm").oid());
    if (!fields.has(Tlv.SEQUENCE)) {
      return name;
    }
    Tlv parameters = fields.next("parameters");
    List<Tlv> values = parameters.children();
    if (!values.isEmpty() && values.get(0).is(Tlv.OBJECT_IDENTIFIER)) {
      return name + " with " + nameOf(values.get(0).oid());
    }
    if (name.equals("rsa-pss") || name.equals("rsa-oaep")) {
      return name
          + (values.isEmpty() || !values.get(0).isContext(0)
              ? " with sha-1"
              : " with " + algorithm(new Fields(values.get(0)).next("digest")));
    }
    return name;
  }

  /** The name, or the identifier itself. */
  private static String nameOf(String oid) {
    return NAMES.containsKey(oid) ? NAMES.getString(oid) : oid;
  }

  private static BigInteger integer(Tlv value) throws IOException {
    if (!value.is(Tlv.INTEGER) || value.length() == 0 || value.length() > LONGEST_NUMBER) {
      throw new IOException("a number is missing");
    }
    return new BigInteger(value.content());
  }

  private static String shortHex(Tlv value) {
    return value.length() <= LONGEST_NUMBER
        ? hex(value.content())
        : number(value.length()) + " octets";
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
