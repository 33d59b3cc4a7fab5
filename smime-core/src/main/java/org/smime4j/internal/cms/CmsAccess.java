package org.smime4j.internal.cms;

import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Signer;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.settings.Limits;

/** What only the package {@code org.smime4j.cms} can do. {@link Verbs} is how it is used. */
public interface CmsAccess {

  /** As {@link Verbs#limits}. */
  Limits limits(Decryptor decryptor);

  /** As {@link Verbs#inMail}. */
  Decryptor inMail(Decryptor decryptor);

  /** As {@link Verbs#options}. */
  VerifyingOptions options(Verifier verifier);

  /** As {@link Verbs#signing}. */
  Signatory signing(Signer signer);
}
