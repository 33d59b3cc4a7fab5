package org.smime4j.doors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/**
 * Files of every kind of damage, to plant among good ones (threat D9): every door uses the good
 * ones, and names each bad one.
 */
public final class BadFiles {

  /** Opens {@link #good()} and {@link #withBadBags()}. */
  public static final String PASSWORD = "right";

  private final TestPki.Authority authority = TestPki.authority("Bad files");
  private final TestPki.Issued alice = authority.issue("alice@example.org").rsa(2048).build();
  private final Map<String, byte[]> damages = new LinkedHashMap<>();

  /** Each kind of damage that a file of keys, certificates or revocation lists may have. */
  public BadFiles() throws Exception {
    byte[] certificate = alice.certificate().getEncoded();
    byte[] pfx = good();
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setCertificateEntry("a", alice.certificate());
    ByteArrayOutputStream jks = new ByteArrayOutputStream();
    store.store(jks, PASSWORD.toCharArray());
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    byte[] nested = new byte[100_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    int version =
        new String(certificate, StandardCharsets.ISO_8859_1).indexOf("\u00a0\u0003\u0002");
    byte[] crl = authority.crl().getEncoded();
    damages.put("bad-empty", new byte[0]);
    damages.put("bad-one-octet", new byte[] {0x30});
    damages.put("bad-noise", noise);
    damages.put("bad-text", text("nothing of use\n"));
    damages.put("bad-zip", text("PK\u0003\u0004 and more"));
    damages.put("bad-nested.der", nested);
    damages.put("bad-length.der", new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 0x30, 0});
    damages.put("bad-cut.der", half(certificate));
    damages.put("bad-version.der", with(certificate, version, 0xa1));
    damages.put("bad-version.pem", pem("CERTIFICATE", with(certificate, version, 0xa2)));
    damages.put("bad-cut.pem", half(pem("CERTIFICATE", certificate)));
    damages.put(
        "bad-letters.pem", text("-----BEGIN CERTIFICATE-----\nMIIx=y\n-----END CERTIFICATE-----"));
    damages.put("bad-cut.pfx", half(pfx));
    byte[] octets = pfx.clone();
    for (int i = octets.length / 4; i < octets.length; i += 16) {
      octets[i] ^= 1;
    }
    damages.put("bad-octets.pfx", octets);
    damages.put("bad-cut.jks", half(jks.toByteArray()));
    damages.put(
        "bad-cut.sst", new byte[] {0, 0, 0, 0, 'C', 'E', 'R', 'T', 0x20, 0, 0, 0, 1, 0, 0, 0, 9});
    damages.put("bad-cut.crl", half(crl));
    damages.put("bad-cut-crl.pem", half(pem("X509 CRL", crl)));
  }

  /** One more bad file. */
  public void add(String name, byte[] octets) {
    damages.put(name, octets);
  }

  /** The octets of all, by the names of the files. */
  public Map<String, byte[]> all() {
    return damages;
  }

  public TestPki.Authority authority() {
    return authority;
  }

  public TestPki.Issued alice() {
    return alice;
  }

  /** Makes a directory of all bad files, and of symbolic links to themselves and to nothing. */
  public Path plant(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> each : damages.entrySet()) {
      Files.write(directory.resolve(each.getKey()), each.getValue());
    }
    Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
    Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
    return directory;
  }

  /** What was said names each bad file, and no good one. */
  public void areNamedIn(String said) {
    assertThat(said).doesNotContain("good");
    for (String name : damages.keySet()) {
      assertThat(said).contains(name);
    }
  }

  /** Alice's key with her certificate. */
  public byte[] good() {
    return TestPfx.modern(PASSWORD)
        .key(alice.privateKey(), "a", null)
        .certificate(alice.certificate(), "a", null)
        .certificate(authority.certificate(), "b", null)
        .build();
  }

  /** The same with a bag of half a certificate and one of an empty key. */
  public byte[] withBadBags() throws Exception {
    byte[] half = half(authority.certificate().getEncoded());
    return TestPfx.modern(PASSWORD)
        .key(alice.privateKey(), "a", null)
        .bag(
            PKCSObjectIdentifiers.certBag,
            new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(half)))
        .bag(PKCSObjectIdentifiers.keyBag, new DERSequence())
        .certificate(alice.certificate(), "a", null)
        .build();
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] pem(String label, byte[] octets) {
    String base64 = Base64.getMimeEncoder().encodeToString(octets);
    return text("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  private static byte[] half(byte[] whole) {
    return Arrays.copyOf(whole, whole.length / 2);
  }

  /** The same with another octet at one place. */
  private static byte[] with(byte[] whole, int at, int value) {
    byte[] changed = whole.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
