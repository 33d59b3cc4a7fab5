package org.smime4j.spring;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.settings.Unreachable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties under {@code smime}. An application with an unknown one does not start. All paths
 * are of the file system.
 *
 * @param keys the application's own keys
 * @param trust whom the application trusts
 * @param policy Algorithms to read and to write.
 * @param recipients the certificates of those to whom the application writes
 * @param mail what each JavaMailSender does
 * @param health what the health indicator reports
 */
@ConfigurationProperties(prefix = "smime", ignoreUnknownFields = false)
public record SmimeProperties(
    @DefaultValue Keys keys,
    @DefaultValue Trust trust,
    @DefaultValue("standard") Policy policy,
    @DefaultValue Recipients recipients,
    @DefaultValue Mail mail,
    @DefaultValue Health health) {

  /**
   * The application's own keys.
   *
   * @param signing Key file of the one identity that signs, or a directory of key files.
   * @param history Key files, or directories of them, with which received mail is decrypted.
   * @param password Password of the key files.
   * @param passwordsFile File with a password of the key files on each line, instead of a password.
   */
  public record Keys(
      @Nullable Path signing,
      @DefaultValue List<Path> history,
      @Nullable String password,
      @Nullable Path passwordsFile) {

    /** Returns the paths. The password stays out of it. */
    @Override
    public String toString() {
      return "signing " + signing + ", history " + history;
    }
  }

  /**
   * Whom the application trusts.
   *
   * @param anchors Files or directories of trusted root certificates.
   * @param intermediates Files or directories of certificates that may stand in between.
   * @param distrusted Files or directories of certificates whose keys are never trusted.
   * @param crls Files or directories of revocation lists.
   * @param withoutRevocation Reason why revocation is not checked, instead of revocation lists.
   */
  public record Trust(
      @DefaultValue List<Path> anchors,
      @DefaultValue List<Path> intermediates,
      @DefaultValue List<Path> distrusted,
      @DefaultValue List<Path> crls,
      @Nullable String withoutRevocation) {}

  /**
   * The certificates of those to whom the application writes.
   *
   * @param certificates Files or directories of certificates of recipients.
   * @param unreachable What happens to recipients without an accepted certificate.
   */
  public record Recipients(
      @DefaultValue List<Path> certificates, @DefaultValue("refuse") Unreachable unreachable) {}

  /**
   * What each JavaMailSender does.
   *
   * @param protection How every message is protected that the application sends.
   */
  public record Mail(@DefaultValue("signed-and-encrypted") Protection protection) {}

  /**
   * What the health indicator reports.
   *
   * @param days Number of days before its end at which the signing certificate counts as expiring.
   */
  public record Health(@DefaultValue("30") int days) {}

  /** How a message is protected. */
  public enum Protection {
    /** It is signed, and then encrypted. */
    SIGNED_AND_ENCRYPTED,
    /** It is signed. Everyone on its way can read it. */
    SIGNED,
    /** It is encrypted. Nothing proves who wrote it. */
    ENCRYPTED,
    /** It is sent as the application wrote it. */
    NONE
  }

  /** The policies of {@link AlgorithmPolicy}. */
  public enum Policy {
    /** {@link AlgorithmPolicy#standard()}. */
    STANDARD,
    /** {@link AlgorithmPolicy#archive()}. */
    ARCHIVE,
    /** {@link AlgorithmPolicy#authenticated()}. */
    AUTHENTICATED,
    /** {@link AlgorithmPolicy#authenticatedOnly()}. */
    AUTHENTICATED_ONLY,
    /** {@link AlgorithmPolicy#outlook()}. */
    OUTLOOK,
    /** {@link AlgorithmPolicy#postQuantum()}. */
    POST_QUANTUM;

    /** Returns the policy. */
    public AlgorithmPolicy algorithms() {
      return switch (this) {
        case STANDARD -> AlgorithmPolicy.standard();
        case ARCHIVE -> AlgorithmPolicy.archive();
        case AUTHENTICATED -> AlgorithmPolicy.authenticated();
        case AUTHENTICATED_ONLY -> AlgorithmPolicy.authenticatedOnly();
        case OUTLOOK -> AlgorithmPolicy.outlook();
        case POST_QUANTUM -> AlgorithmPolicy.postQuantum();
      };
    }
  }
}
