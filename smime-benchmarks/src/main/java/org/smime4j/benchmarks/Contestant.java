package org.smime4j.benchmarks;

/** Who is timed. */
public enum Contestant {
  /** This library, with what the JDK and Bouncy Castle bring. */
  SMIME4J {
    @Override
    public Engine engine(Material material) throws Exception {
      return new Smime4jEngine(material);
    }
  },
  /** Bouncy Castle's mail module. */
  BCJMAIL {
    @Override
    public Engine engine(Material material) {
      return new BcjmailEngine(material);
    }
  },
  /** OpenSSL's CMS functions, called in this process. */
  OPENSSL {
    @Override
    public Engine engine(Material material) {
      return new OpensslEngine(material);
    }
  },
  /** The bare JDK calls that any implementation needs, and nothing else. */
  JDK_FLOOR {
    @Override
    public Engine engine(Material material) {
      return new JdkFloorEngine(material);
    }
  };

  /** The contestant, ready with these keys. */
  public abstract Engine engine(Material material) throws Exception;

  /** Whether it writes and reads real S/MIME, so that the others can be held against it. */
  public boolean interoperates() {
    return this != JDK_FLOOR;
  }
}
