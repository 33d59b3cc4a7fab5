package org.smime4j.benchmarks.contestants;

import java.util.Optional;

/** Who is timed. */
public enum Contestant {
  /** This library, with what the JDK and Bouncy Castle bring. */
  SMIME4J {
    @Override
    public Engine engine(Material material) throws Exception {
      return Smime4jEngine.standard(material);
    }
  },
  /** This library with a native provider, Amazon Corretto's, put first. */
  SMIME4J_NATIVE {
    @Override
    public Engine engine(Material material) throws Exception {
      return Smime4jEngine.using(Corretto.load().orElseThrow(), material);
    }

    @Override
    public Optional<String> absence() {
      return Corretto.load().isPresent()
          ? Optional.empty()
          : Optional.of("Amazon Corretto's provider has no library for this machine");
    }
  },
  /** Bouncy Castle's mail module. */
  BCJMAIL {
    @Override
    public Engine engine(Material material) {
      return material.form() == Material.Form.TEXT
          ? new BcjmailEngine(material)
          : new BcCmsEngine(material);
    }
  },
  /** OpenSSL's CMS functions, called in this process. */
  OPENSSL {
    @Override
    public Engine engine(Material material) {
      return new OpensslEngine(material);
    }

    @Override
    public Optional<String> absence() {
      return Libcrypto.present()
          ? Optional.empty()
          : Optional.of("libcrypto.so.3 (package libssl3) is not installed");
    }
  },
  /** The bare calls that any implementation needs, and nothing else; S/MIME text only. */
  JDK_FLOOR {
    @Override
    public Engine engine(Material material) throws Exception {
      return new JdkFloorEngine(material);
    }
  };

  /** The contestant, ready with these keys. */
  public abstract Engine engine(Material material) throws Exception;

  /** Why it cannot compete on this machine; empty if it can. */
  public Optional<String> absence() {
    return Optional.empty();
  }

  /** Whether it writes and reads real S/MIME, so that the others can be held against it. */
  public boolean interoperates() {
    return this != JDK_FLOOR;
  }

  /** The floor with pieces of about that many octets at each call, for {@code ColdStart}. */
  public static Engine floor(Material material, int octets) throws Exception {
    return new JdkFloorEngine(material, octets);
  }

  /** The version of the OpenSSL that competes. */
  public static String opensslVersion() {
    return Libcrypto.present() ? Libcrypto.OpenSSL_version(0) : "no OpenSSL";
  }
}
