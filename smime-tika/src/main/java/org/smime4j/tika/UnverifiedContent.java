package org.smime4j.tika;

/**
 * In the {@code ParseContext}, asks for content under a broken signature too: nobody answers for
 * it, and whoever changed it also chose what is found by. The document still says {@code broken}.
 *
 * <pre>{@code
 * context.set(UnverifiedContent.class, new UnverifiedContent("a search over all that was received"));
 * }</pre>
 *
 * @param reason why it is wanted all the same
 */
public record UnverifiedContent(String reason) {

  /** Fails without a reason. */
  public UnverifiedContent {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why content is wanted that nobody answers for");
    }
  }
}
