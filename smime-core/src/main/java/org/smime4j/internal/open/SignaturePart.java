package org.smime4j.internal.open;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.asn1.UnsignedAttributes;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Whether the part that holds a signature is a signature alone. To a program that knows no S/MIME
 * it is a file: nobody signed it, and another person may have put a document into it. So its name
 * says that it is CMS, its text is Base64 from the first line to the last, and in the CMS nothing
 * large stands where no rule looks.
 */
final class SignaturePart {

  /** No path, no other stream of a file, nothing invisible; and the type of CMS. */
  private static final Pattern NAME =
      Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}/\\\\:*?\"<>|]*\\.(?i:p7[smcz])");

  /** What programs write as the description of a signature. mutt shows it as a name. */
  private static final Pattern DESCRIPTION =
      Pattern.compile("(?i)(?=.*(?:mime|signatur))[\\p{L} ()/-]*\\.?");

  /** Octets that no rule looks at: less than any document, and more than old signatures have. */
  private static final int MOST_FOREIGN = 64;

  /** A signatureAlgorithm of more octets has other parameters than those of RSASSA-PSS. */
  private static final int LONGEST_ALGORITHM = 256;

  /** In these CMS is decoded once; in others its Base64 is text. */
  private static final Set<String> ENCODINGS = Set.of("base64", "binary", "quoted-printable");

  private static final int SEQUENCE = 0x30;

  private SignaturePart() {}

  /**
   * Says it where a name of the entity is not that of CMS. Ruby's Mail takes each parameter of
   * either field for one, and a Content-Location.
   */
  static void name(Entity entity, Consumer<Finding> doubt) {
    List<String> names = new ArrayList<>();
    for (HeaderField field : entity.header().all()) {
      if (field.is("Content-Type") || field.is("Content-Disposition")) {
        MediaType parameters = field.mediaType();
        for (String parameter : List.of("name", "filename")) {
          String name = parameters.parameter(parameter);
          if (name != null) {
            names.add(decoded(name));
          }
        }
      } else if (field.is("Content-Location")) {
        names.add(decoded(field.value()));
      } else if (field.is("Content-Description")) {
        String description = decoded(field.value());
        if (!DESCRIPTION.matcher(description).matches()) {
          names.add(description);
        }
      }
    }
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        doubt.accept(
            Doubt.of("The name of the CMS is that of another file, and some programs show it"));
      }
    }
  }

  /** A name as all programs decode it; what some decode otherwise stays, and is no name of CMS. */
  private static String decoded(String name) {
    return EncodedWords.areRegularName(name) ? EncodedWords.decode(name) : name + "?";
  }

  /** Says it where there is something beside CMS in the part. */
  static void content(
      Entity part, ByteSource decoded, ContentInfo cms, Limits limits, Consumer<Finding> doubt)
      throws IOException {
    name(part, doubt);
    if (!isCmsAlone(part, decoded)) {
      doubt.accept(Doubt.of("Other text stands beside the Base64 of the signature"));
    }
    for (Finding deviation : cms.deviations()) {
      if (deviation.code() == Finding.Code.TRAILING_DATA) {
        doubt.accept(Doubt.of("Other octets stand behind the signature"));
      }
    }
    if (cms instanceof SignedData signed && foreignOctets(signed, limits) > MOST_FOREIGN) {
      doubt.accept(Doubt.of("The signature holds octets that are no part of a signature"));
    }
  }

  /** Whether the part is Base64 from its first line to its last, or else begins as CMS does. */
  private static boolean isCmsAlone(Entity part, ByteSource decoded) throws IOException {
    boolean isDecoded = ENCODINGS.contains(part.transferEncoding());
    if ((!isDecoded || part.transferEncoding().equals("base64")) && !part.isPureBase64()) {
      return false;
    }
    if (!isDecoded) {
      return true;
    }
    try (InputStream in = decoded.open()) {
      return in.read() == SEQUENCE;
    }
  }

  private static long foreignOctets(SignedData signed, Limits limits) throws IOException {
    long foreign = signed.foreignOctets();
    for (byte[] algorithm : signed.digestAlgorithms()) {
      foreign += isDigest(algorithm, signed.signerInfos()) ? 0 : algorithm.length;
    }
    for (SignerInfo signer : signed.signerInfos()) {
      int algorithm = signer.signatureAlgorithm().length;
      foreign += algorithm > LONGEST_ALGORITHM ? algorithm : 0;
      byte[] unsigned = signer.unsignedAttrs();
      foreign += unsigned == null ? 0 : UnsignedAttributes.foreignOctets(unsigned, limits);
    }
    return foreign;
  }

  /** Whether it is that of a signer, or any digest without parameters. */
  private static boolean isDigest(byte[] algorithm, List<SignerInfo> signers) throws IOException {
    if (signers.stream().anyMatch(one -> Arrays.equals(one.digestAlgorithm(), algorithm))) {
      return true;
    }
    AlgorithmId id = AlgorithmId.parse(algorithm, "digestAlgorithm");
    return DigestAlgorithm.ofOid(id.oid()).isPresent() && id.parametersAreEmpty();
  }
}
