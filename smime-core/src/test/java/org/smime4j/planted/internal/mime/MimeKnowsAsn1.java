package org.smime4j.planted.internal.mime;

class MimeKnowsAsn1 {
  org.smime4j.planted.internal.asn1.Asn1 target;
}
