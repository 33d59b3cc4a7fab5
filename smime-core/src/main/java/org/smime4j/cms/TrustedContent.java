package org.smime4j.cms;

import java.io.IOException;
import java.util.List;
import org.smime4j.Octets;

/**
 * The proof that content was signed by those who are named here: the octets that were verified, and
 * the verdicts. Only {@link SignatureReport#requireTrusted()} makes one.
 */
public final class TrustedContent {

  private final List<SignerVerdict> signers;
  private final Octets content;

  TrustedContent(List<SignerVerdict> signers, Octets content) {
    this.signers = List.copyOf(signers);
    this.content = content;
  }

  /** The signers, all of them trusted; never empty. */
  public List<SignerVerdict> signers() {
    return signers;
  }

  /** The octets that they signed. */
  public Octets content() {
    return content;
  }

  /** The octets that they signed, in a new array. */
  public byte[] bytes() throws IOException {
    return content.bytes();
  }

  @Override
  public String toString() {
    return "Content signed by " + signers;
  }
}
