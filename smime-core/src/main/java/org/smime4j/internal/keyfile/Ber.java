package org.smime4j.internal.keyfile;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The one place where octets of a key file become ASN.1. */
public final class Ber {

  private static final String DAMAGED =
      "it is cut off or damaged; get the file again from its source";

  private Ber() {}

  /** Whether the octets begin as a SEQUENCE of a file of keys. */
  public static boolean looksLikeDer(byte[] octets) {
    return octets.length > 2
        && octets[0] == 0x30
        && (octets[1] < 0 || octets[2] == 0x02 || octets[2] == 0x06 || octets[2] == 0x30);
  }

  /**
   * The first value in the octets; what follows it is not looked at. Scanned before it is parsed.
   */
  public static ASN1Primitive read(byte[] octets, Limits limits) throws Unreadable {
    try (BerReader scan = new BerReader(ByteSource.of(octets), limits)) {
      scan.skipElement();
    } catch (LimitExceeded e) {
      throw Unreadable.beyondALimit(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw Unreadable.damaged(DAMAGED);
    }
    try (ASN1InputStream in = new ASN1InputStream(octets)) {
      ASN1Primitive value = in.readObject();
      if (value != null) {
        return value;
      }
    } catch (IOException | RuntimeException e) {
      // Said below: what Bouncy Castle says is not for our callers.
    }
    throw Unreadable.damaged(DAMAGED);
  }
}
