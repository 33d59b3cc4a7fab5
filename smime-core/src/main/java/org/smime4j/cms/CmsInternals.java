package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.cms.CmsAccess;
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
  public Optional<ExpectedAddress> expectedSigner(Verifier verifier) {
    return verifier.expectedSigner();
  }

  @Override
  public Optional<Instant> date(Verifier verifier) {
    return verifier.date();
  }

  @Override
  public Verifier datedIrregularly(Verifier verifier, Instant date) {
    return verifier.datedIrregularly(date);
  }

  @Override
  public SignatureReport bind(
      Verifier verifier, ExpectedAddress expected, SignatureReport verified) {
    return verifier.expecting(expected).bind(verified);
  }

  @Override
  public SignatureReport bind(Verifier verifier, SignatureReport verified) {
    return verifier.bind(verified);
  }

  @Override
  public List<X509Certificate> certificates(Signer signer) {
    return signer.certificates();
  }

  @Override
  public Instant signingTime(Signer signer) {
    return signer.signingTime();
  }
}
