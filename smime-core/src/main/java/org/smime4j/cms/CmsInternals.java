package org.smime4j.cms;

import org.smime4j.internal.cms.CmsAccess;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.settings.Limits;

/** Gives the rest of the library access to this package. */
final class CmsInternals implements CmsAccess {

  @Override
  public Limits limits(Decryptor decryptor) {
    return decryptor.limits();
  }

  @Override
  public Decryptor inMail(Decryptor decryptor) {
    return decryptor.inMail();
  }

  @Override
  public VerifyingOptions options(Verifier verifier) {
    return verifier.options();
  }

  @Override
  public Signatory signing(Signer signer) {
    return signer.signing();
  }
}
