package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * EncapsulatedContentInfo (RFC 5652, 5.2).
 *
 * @param isAny the content was not an OCTET STRING but, as in PKCS #7 before CMS, any type; its
 *     contents octets count (RFC 5652, 5.2.1)
 */
record EncapsulatedContentInfo(String type, @Nullable ByteSource content, boolean isAny) {

  List<Finding> noted(List<Finding> deviations) {
    if (isAny) {
      deviations.add(new Finding(Finding.Code.ECONTENT_NOT_OCTET_STRING, ""));
    }
    return deviations;
  }

  static EncapsulatedContentInfo read(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "encapContentInfo");
    String type = reader.objectIdentifier("eContentType");
    ByteSource content = null;
    boolean isAny = false;
    if (reader.more()) {
      reader.enter(BerReader.TAG_0, "eContent");
      isAny = !type.equals(Oids.DATA) && (reader.tag() & 0x1f) != BerReader.OCTET_STRING;
      content = isAny ? reader.contentOfAny() : reader.content(BerReader.OCTET_STRING, "eContent");
      reader.leave();
    }
    reader.leave();
    return new EncapsulatedContentInfo(type, content, isAny);
  }
}
