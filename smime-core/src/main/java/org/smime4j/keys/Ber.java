package org.smime4j.keys;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;

/** The one place where octets of a key file become ASN.1. */
final class Ber {

  private Ber() {}

  /** The first value in the octets; what follows it is not looked at. */
  static ASN1Primitive read(byte[] octets) throws Unreadable {
    try (ASN1InputStream in = new ASN1InputStream(octets)) {
      ASN1Primitive value = in.readObject();
      if (value == null) {
        throw Unreadable.damaged("it is empty");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      throw Unreadable.damaged("it is cut off or damaged; get the file again from its source");
    } catch (StackOverflowError e) {
      throw Unreadable.unsupported("it is nested too deeply");
    }
  }
}
