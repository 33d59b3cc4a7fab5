package org.smime4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Deviation;
import org.smime4j.cms.SignerVerdict;

/** One layer of a message, ready to be reported. */
sealed interface LayerOutcome {

  /** Whether it is around the whole message, and not around a part of it. */
  boolean whole();

  /** What had to be tolerated. */
  List<Deviation> deviations();

  /**
   * An encrypted layer.
   *
   * @param container EnvelopedData or AuthEnvelopedData
   * @param cipher the label of the content's cipher
   * @param authenticated whether the container authenticates the content
   * @param keyManagement the label of how the recipient got the key; null if it was not opened
   * @param opened whether it was opened
   * @param key the key that opened it; null if it was not, or by a password or a shared key
   * @param recipient the place of the recipientInfo that led to it, counted from 0; null if it was
   *     not opened
   * @param tried how many keys were tried; null if it was not opened
   */
  record Encrypted(
      boolean whole,
      List<Deviation> deviations,
      @Nullable String container,
      @Nullable String cipher,
      boolean authenticated,
      @Nullable String keyManagement,
      boolean opened,
      @Nullable KeyName key,
      @Nullable Integer recipient,
      @Nullable Tried tried)
      implements LayerOutcome {}

  /** How many keys were tried: those that the message names, and others. */
  record Tried(int named, int others) {}

  /**
   * A signed layer.
   *
   * @param form multipart or opaque
   * @param matchedBytes the form of the content that was signed; null if none was
   * @param signers a verdict for each
   * @param worst the verdict that speaks for all of them
   */
  record Signed(
      boolean whole,
      List<Deviation> deviations,
      String form,
      @Nullable String matchedBytes,
      List<SignerVerdict> signers,
      SignerVerdict worst)
      implements LayerOutcome {}

  /** A compressed layer. */
  record Compressed(boolean whole, List<Deviation> deviations) implements LayerOutcome {}

  /**
   * A message that brings certificates and nothing else.
   *
   * @param count how many
   */
  record Certificates(boolean whole, List<Deviation> deviations, int count)
      implements LayerOutcome {}

  /**
   * A signed receipt.
   *
   * @param signers a verdict for each
   */
  record Receipt(boolean whole, List<Deviation> deviations, List<SignerVerdict> signers)
      implements LayerOutcome {}
}
