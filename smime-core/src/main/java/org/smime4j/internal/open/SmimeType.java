package org.smime4j.internal.open;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.settings.Limits;

/** What an entity's header says about S/MIME (RFC 8551 section 3.10). CMS itself decides. */
public enum SmimeType {
  /** Nothing. */
  NONE,
  /** multipart/signed with an S/MIME signature. */
  MULTIPART_SIGNED,
  /** application/pkcs7-mime and similar types. */
  CMS,
  /**
   * Octets of no known type whose file name says that they are CMS. With a parameter hp it is no
   * layer but the content, whatever it holds (RFC 9788 section 2.1).
   */
  CMS_BY_NAME,
  /** A signature without what it signs. */
  SIGNATURE;

  private static final Set<String> CMS_TYPES =
      Set.of(
          "application/pkcs7-mime",
          "application/x-pkcs7-mime",
          "application/cms",
          "application/x-pkcs7-certificates",
          "application/x-pkcs7-certreqresp");

  private static final Set<String> SIGNATURE_TYPES =
      Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");

  private static final Set<String> EXTENSIONS = Set.of("p7m", "p7s", "p7c", "p7z");

  public static SmimeType of(Entity entity) {
    MediaType type = entity.mediaType();
    if (type.is("multipart", "signed")) {
      return isSmimeSigned(entity) ? MULTIPART_SIGNED : NONE;
    }
    if (CMS_TYPES.contains(type.toString())) {
      return CMS;
    }
    if (SIGNATURE_TYPES.contains(type.toString())) {
      return SIGNATURE;
    }
    return type.is("application", "octet-stream")
            && type.parameter("hp") == null
            && EXTENSIONS.contains(extension(entity))
        ? CMS_BY_NAME
        : NONE;
  }

  /** Whether every program takes it for a signature: by its type, or as octets by its name. */
  static boolean isSignature(Entity entity) {
    return SIGNATURE_TYPES.contains(entity.mediaType().toString()) || isNamed(entity, "p7s");
  }

  /** Whether every program that reads S/MIME takes it for CMS (RFC 8551, section 3.10). */
  static boolean isCms(Entity entity) {
    return entity.mediaType().is("application", "pkcs7-mime")
        || entity.mediaType().is("application", "x-pkcs7-mime")
        || isNamed(entity, "p7m");
  }

  private static boolean isNamed(Entity entity, String extension) {
    return entity.mediaType().is("application", "octet-stream")
        && extension(entity).equals(extension);
  }

  private static boolean isSmimeSigned(Entity entity) {
    String protocol = protocol(entity);
    if (SIGNATURE_TYPES.contains(protocol)) {
      return true;
    }
    if (entity.children().size() < 2) {
      return false;
    }
    Entity second = entity.children().get(1);
    return SIGNATURE_TYPES.contains(second.mediaType().toString())
        || (protocol.isEmpty() && isNamed(second, "p7s"));
  }

  private static String protocol(Entity entity) {
    String protocol = entity.mediaType().parameter("protocol");
    return protocol == null ? "" : protocol.strip().toLowerCase(Locale.ROOT);
  }

  /** The extension of a file name, in lower case. */
  private static String extension(Entity entity) {
    String name = fileName(entity).orElse("");
    return name.substring(name.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
  }

  /** The file name of a part: of its disposition, else of its type. */
  static Optional<String> fileName(Entity entity) {
    HeaderField disposition = entity.header().first("Content-Disposition");
    @Nullable String name =
        disposition == null ? null : disposition.mediaType().parameter("filename");
    return Optional.ofNullable(name != null ? name : entity.mediaType().parameter("name"));
  }

  /** All names of a file that programs find in a header, encoded words decoded. */
  static List<String> fileNames(Entity entity) {
    List<String> names = new ArrayList<>();
    for (HeaderField field : entity.header().all()) {
      boolean isType = field.is("Content-Type");
      if (isType || field.is("Content-Disposition")) {
        String name = field.mediaType().parameter(isType ? "name" : "filename");
        if (name != null) {
          names.add(EncodedWords.decode(name));
        }
      }
    }
    return names;
  }

  /** Notes where the header of a multipart/signed departs from the standard. */
  static void noteProtocol(Entity entity, DeviationLog noted) {
    String protocol = protocol(entity);
    String second = entity.children().get(1).mediaType().toString();
    if (protocol.isEmpty()) {
      noted.add(Finding.Code.PROTOCOL_PARAMETER, "missing");
    } else if (!protocol.equals(second)) {
      noted.add(Finding.Code.PROTOCOL_PARAMETER, "{0}, and the part says {1}", protocol, second);
    }
    if (!second.equals("application/pkcs7-signature")) {
      noted.add(Finding.Code.MEDIA_TYPE, "{0}", second);
    }
  }

  /** Notes where the header of a CMS entity departs from the standard, or from the content. */
  static void noteType(Entity entity, CmsObject cms, Limits limits, DeviationLog noted)
      throws IOException {
    MediaType type = entity.mediaType();
    // The structure of encrypted content is read by the decryptor, and outside memory only there.
    String contentType = CmsDetection.contentType(cms.octets());
    boolean mayBeSigned = contentType.equals(Oids.SIGNED_DATA);
    SignedData signed = mayBeSigned && cms.info(limits) instanceof SignedData data ? data : null;
    if (type.is("application", "pkcs7-signature")) {
      if (signed != null && signed.eContent() != null) {
        noted.add(Finding.Code.MEDIA_TYPE, "{0}, and there is content in it", type);
      }
      return;
    }
    if (!type.is("application", "pkcs7-mime")) {
      noted.add(Finding.Code.MEDIA_TYPE, "{0}", type.toString());
      return;
    }
    String stated = type.parameter("smime-type");
    if (stated == null) {
      noted.add(Finding.Code.SMIME_TYPE, "missing");
      return;
    }
    String kind = stated.toLowerCase(Locale.ROOT);
    boolean isSigned = signed != null && !signed.signerInfos().isEmpty();
    boolean isReceipt = signed != null && signed.eContentType().equals(Oids.RECEIPT);
    if (!names(kind, contentType)
        || (kind.equals("certs-only") && isSigned)
        || (kind.equals("signed-receipt") && !isReceipt)) {
      noted.add(Finding.Code.SMIME_TYPE, "{0}", stated);
    }
  }

  private static boolean names(String stated, String contentType) {
    return switch (contentType) {
      case Oids.SIGNED_DATA ->
          Set.of("signed-data", "certs-only", "signed-receipt").contains(stated);
      case Oids.ENVELOPED_DATA -> stated.equals("enveloped-data");
      case Oids.AUTH_ENVELOPED_DATA -> stated.equals("authenveloped-data");
      case Oids.COMPRESSED_DATA -> stated.equals("compressed-data");
      default -> true;
    };
  }
}
