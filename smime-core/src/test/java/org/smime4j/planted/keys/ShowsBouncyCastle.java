package org.smime4j.planted.keys;

import java.util.List;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cms.CMSException;

/** One type per place in which a foreign type can show. */
public final class ShowsBouncyCastle {

  private ShowsBouncyCastle() {}

  public interface Returned {
    X500Name name();
  }

  public interface Taken {
    void take(X500Name name);
  }

  public static final class Field {
    public final X500Name name = new X500Name("CN=planted");
  }

  public interface Listed {
    List<? extends X500Name[]> names();
  }

  public interface Bound<T extends X500Name> {}

  public interface Thrown {
    void run() throws CMSException;
  }

  public abstract static class Parent extends ASN1Object {}

  /** Not a violation: nobody outside sees it. */
  public static final class Hidden {
    private final X500Name name = new X500Name("CN=planted");

    @Override
    public String toString() {
      return name.toString();
    }
  }
}
