package org.smime4j.internal.files;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile.Reason;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.PasswordDerivation;
import org.smime4j.internal.keyfile.Passwords;
import org.smime4j.internal.keyfile.PemText;
import org.smime4j.internal.keyfile.Pkcs12File;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.internal.provider.KeyStoreEntries;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.Work;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Reads certificates and CRLs for {@code CertificateFiles}, as it says there. */
public final class CertificateFileReader {

  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int LARGEST_SKIPPED_TEXT = 120;

  private static final int MOST_CERTIFICATES = 100_000;

  private static final String CERTIFICATE = "certificate";
  private static final String CRL = "CRL";
  private static final String BUNDLE = "bundle";

  /** What a block by its label holds; {@link #BUNDLE} may hold both. */
  private static @Nullable String kind(PemText.Block block) {
    return switch (block.kind()) {
      case CERTIFICATE -> CERTIFICATE;
      case CRL -> CRL;
      case BUNDLE, STORE -> BUNDLE;
      case KEY, OTHER -> null;
    };
  }

  /** A bundle of certificates is no message: it may hold more than one carries. */
  private static final Limits OF_A_BUNDLE =
      Limits.standard()
          .allowing(Limit.CERTIFICATES, MOST_CERTIFICATES)
          .allowing(Limit.CRLS, 10_000)
          .allowing(Limit.ASN1_OCTETS, LARGEST);

  private CertificateFileReader() {}

  /** The result; see {@code CertificateFiles}. */
  public record Found<T>(List<T> items, List<X509Certificate> rejected, List<String> skipped) {}

  public static Found<X509Certificate> certificates(Path fileOrDirectory, PasswordSource passwords)
      throws IOException {
    return read(fileOrDirectory, CERTIFICATE, contents -> contents.certificates, passwords);
  }

  public static Found<X509CRL> crls(Path fileOrDirectory) throws IOException {
    return read(fileOrDirectory, CRL, contents -> contents.crls, PasswordSource.of());
  }

  private static <T> Found<T> read(
      Path fileOrDirectory,
      String kind,
      Function<Contents, Map<String, T>> sought,
      PasswordSource passwords)
      throws IOException {
    if (!Files.isDirectory(fileOrDirectory)) {
      Contents contents = readFile(fileOrDirectory, kind, sought, passwords);
      return new Found<>(
          List.copyOf(sought.apply(contents).values()),
          List.copyOf(contents.rejected.values()),
          contents.notes(kind));
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(fileOrDirectory)) {
      files = entries.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, T> items = new LinkedHashMap<>();
    Map<String, X509Certificate> rejected = new LinkedHashMap<>();
    List<String> skipped = new ArrayList<>();
    for (Path file : files) {
      try {
        Contents contents = readFile(file, kind, sought, passwords);
        contents.rejected.keySet().removeAll(items.keySet());
        sought.apply(contents).keySet().removeAll(rejected.keySet());
        contents.rejected.forEach(rejected::putIfAbsent);
        sought.apply(contents).forEach(items::putIfAbsent);
        skipped.addAll(contents.notes(kind));
      } catch (IOException | RuntimeException e) {
        String why =
            e instanceof SmimeException.KeyFile
                ? String.valueOf(e.getMessage())
                : file.getFileName() + ": cannot be read, " + e.getClass().getSimpleName();
        skipped.add(
            why.length() > LARGEST_SKIPPED_TEXT ? why.substring(0, LARGEST_SKIPPED_TEXT) : why);
      }
    }
    return new Found<>(
        List.copyOf(items.values()), List.copyOf(rejected.values()), List.copyOf(skipped));
  }

  private static <T> Contents readFile(
      Path file, String kind, Function<Contents, Map<String, T>> sought, PasswordSource passwords)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    byte[] octets = null;
    if (Files.size(file) <= LARGEST) {
      try (InputStream in = Reading.file(file)) {
        octets = Reading.upTo(in, LARGEST + 1);
      }
    }
    if (octets == null || octets.length > LARGEST) {
      throw new SmimeException.KeyFile(
          name, Reason.UNSUPPORTED, "longer than " + LARGEST + " octets");
    }
    Contents contents = contents(name, octets, passwords);
    boolean isRejected = kind.equals(CERTIFICATE) && !contents.rejected.isEmpty();
    if (sought.apply(contents).isEmpty() && !isRejected) {
      String omissions = contents.omissions(kind);
      throw new SmimeException.KeyFile(
          name,
          Reason.NOT_A_KEY_FILE,
          "holds no "
              + kind
              + " in a form that is known"
              + (omissions.isEmpty()
                  ? kind.equals(CERTIFICATE) && contents.withoutPassword
                      ? ", without a password"
                      : ""
                  : "; malformed or too large: " + omissions));
    }
    return contents;
  }

  private interface Encoding {
    byte[] octets() throws GeneralSecurityException;
  }

  /** The content of one file. */
  private static final class Contents {
    private final String name;
    private final Limits limits;
    private final WorkBudget work;
    private boolean withoutPassword;
    private final Map<String, X509Certificate> certificates = new LinkedHashMap<>();
    private final Map<String, X509Certificate> rejected = new LinkedHashMap<>();
    private final Map<String, X509CRL> crls = new LinkedHashMap<>();
    private final Map<String, Integer> malformed = new LinkedHashMap<>();

    Contents(String name, Limits limits, int octets) {
      this.name = name;
      this.limits = limits;
      work = WorkBudget.ofKeyFile(limits, octets);
    }

    /**
     * One whose key, names or extensions are malformed would spoil the others beside it. Of one
     * that stands there twice the first counts, as in OpenSSL.
     */
    void add(@Nullable X509Certificate certificate, boolean isForMail) {
      if (certificate == null || !isUsable(certificate)) {
        addMalformed(CERTIFICATE);
        return;
      }
      Map<String, X509Certificate> to = isForMail ? certificates : rejected;
      Map<String, X509Certificate> other = isForMail ? rejected : certificates;
      add(certificate, certificate::getEncoded, to, other, CERTIFICATE);
    }

    /** Of a key that is too large for us, a report names the size. */
    private boolean isUsable(X509Certificate certificate) {
      return PathCertificate.read(certificate).filter(this::isUsable).isPresent();
    }

    private boolean isUsable(PathCertificate certificate) {
      return !certificate.size().isReadable()
          || (work.draw(Work.decodingInFile(certificate.size())) && certificate.hasPublicKey());
    }

    void add(@Nullable X509Certificate certificate) {
      add(certificate, true);
    }

    void add(@Nullable X509CRL crl) {
      if (crl != null) {
        add(crl, crl::getEncoded, crls, Map.of(), CRL);
      } else {
        addMalformed(CRL);
      }
    }

    /** By their octets as text, since texts have an order: those of one hash code are a tree. */
    private <T> void add(
        T item, Encoding encoding, Map<String, T> known, Map<String, T> other, String kind) {
      try {
        String octets = new String(encoding.octets(), StandardCharsets.ISO_8859_1);
        if (!other.containsKey(octets)) {
          known.putIfAbsent(octets, item);
        }
      } catch (GeneralSecurityException e) {
        addMalformed(kind);
      }
    }

    void addMalformed(String kind) {
      malformed.merge(kind, 1, Integer::sum);
    }

    /** What is malformed, and is what is sought or may hold it; empty if nothing is. */
    String omissions(String kind) {
      return malformed.entrySet().stream()
          .filter(each -> each.getKey().equals(kind) || each.getKey().equals(BUNDLE))
          .map(each -> each.getValue() + " " + each.getKey() + (each.getValue() == 1 ? "" : "s"))
          .collect(joining(", "));
    }

    List<String> notes(String kind) {
      List<String> notes = new ArrayList<>();
      String omissions = omissions(kind);
      if (!omissions.isEmpty()) {
        notes.add(name + ": left out as malformed or too large: " + omissions);
      }
      if (kind.equals(CERTIFICATE) && !rejected.isEmpty()) {
        notes.add(name + ": left out, as their trust settings reject mail: " + rejected.size());
      }
      return notes;
    }
  }

  private static Contents contents(String name, byte[] octets, PasswordSource passwords)
      throws IOException {
    Contents contents = new Contents(name, OF_A_BUNDLE, octets.length);
    if ("JKS".equals(KeyStoreEntries.type(octets))) {
      if (!KeyStoreEntries.areFew(octets)) {
        throw new SmimeException.KeyFile(name, Reason.UNSUPPORTED, KeyStoreEntries.refusal());
      }
      addJks(octets, contents);
    } else if (SerializedStore.isOne(octets)) {
      SerializedStore store = SerializedStore.read(name, octets, MOST_CERTIFICATES);
      store.certificates().forEach(each -> contents.add(certificate(each)));
      store.crls().forEach(each -> contents.add(crl(each)));
    } else {
      addPlain(octets, contents);
      byte[] der = Ber.looksLikeDer(octets) ? octets : PemText.bareBase64(octets);
      if (contents.certificates.isEmpty() && contents.crls.isEmpty() && Ber.looksLikeDer(der)) {
        addPkcs12(der, passwords, contents);
      }
    }
    return contents;
  }

  /**
   * The certificates in the answer of a server, in all forms but key stores: the maker of a store
   * says how long opening it takes.
   */
  public static Collection<X509Certificate> ofAnswer(byte[] octets, Limits limits) {
    Contents contents = new Contents("answer", limits, octets.length);
    addPlain(octets, contents);
    return contents.certificates.values();
  }

  private static void addPlain(byte[] octets, Contents contents) {
    if (Ber.looksLikeDer(octets)) {
      addBer(octets, contents);
      return;
    }
    List<PemText.Block> blocks = PemText.blocks(octets);
    blocks.stream()
        .limit(contents.limits.get(Limit.CERTIFICATES))
        .forEach(block -> addBlock(block, contents));
    byte[] decoded = blocks.isEmpty() ? PemText.bareBase64(octets) : octets;
    if (Ber.looksLikeDer(decoded)) {
      addBer(decoded, contents);
    }
  }

  private static void addBlock(PemText.Block block, Contents contents) {
    boolean secret = block.label().endsWith("KEY") || block.label().endsWith("PARAMETERS");
    String kind = kind(block);
    if (!secret && !isRead(block, contents) && kind != null) {
      contents.addMalformed(kind);
    }
  }

  private static boolean isRead(PemText.Block block, Contents contents) {
    try {
      byte[] octets = block.octets();
      return block.label().equals(PemText.TRUSTED)
          ? addTrusted(octets, contents)
          : addBer(octets, contents);
    } catch (Unreadable e) {
      return false;
    }
  }

  /** A certificate, and what OpenSSL lets its owner say about its use. */
  private static boolean addTrusted(byte[] octets, Contents contents) {
    X509Certificate certificate = certificate(octets);
    if (certificate == null) {
      return false;
    }
    try {
      contents.add(certificate, TrustSettings.behindFirst(octets, contents.limits).isForMail());
      return true;
    } catch (IOException | Unreadable | RuntimeException e) {
      return false;
    }
  }

  /** A bundle, a certificate or a CRL; anything else adds nothing, and false is said. */
  private static boolean addBer(byte[] octets, Contents contents) {
    if (addBundle(octets, contents)) {
      return true;
    }
    X509Certificate certificate = certificate(octets);
    if (certificate != null) {
      contents.add(certificate);
      return true;
    }
    X509CRL crl = crl(octets);
    if (crl != null) {
      contents.add(crl);
    }
    return crl != null;
  }

  /** True if it is CMS, whatever it holds: Bouncy Castle would take one certificate out of it. */
  private static boolean addBundle(byte[] octets, Contents contents) {
    try {
      ContentInfo info = ContentInfoReader.read(ByteSource.of(octets), contents.limits);
      if (info instanceof SignedData signed) {
        signed.certificates().forEach(each -> contents.add(certificate(each)));
        signed.crls().forEach(each -> contents.add(crl(each)));
      } else {
        contents.addMalformed(BUNDLE);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable X509Certificate certificate(byte[] octets) {
    try {
      return Certificates.parse(octets);
    } catch (SmimeException e) {
      return null;
    }
  }

  private static @Nullable X509CRL crl(byte[] octets) {
    try {
      return Certificates.parseCrl(octets);
    } catch (SmimeException e) {
      return null;
    }
  }

  /**
   * The certificates of a PKCS#12, whatever keys stand beside them; only those that lie open where
   * no password opens the whole file. The JDK's key store builds a chain for each key of the file,
   * which is cubic, and derives keys as often as the file asks.
   */
  private static void addPkcs12(byte[] octets, PasswordSource source, Contents contents)
      throws IOException {
    List<byte[]> certificates = List.of();
    Iterator<char[]> given = source.candidates(contents.name).iterator();
    contents.withoutPassword = !given.hasNext();
    try (Passwords passwords = new Passwords(() -> given)) {
      Pkcs12File file =
          new Pkcs12File(
              Pfx.getInstance(Ber.read(octets, OF_A_BUNDLE)),
              new PasswordDecryption(
                  new PasswordDerivation(OF_A_BUNDLE, DerivationHash.OF_A_STRANGER), passwords));
      certificates = pkcs12(file, !contents.withoutPassword, contents);
    } catch (Unreadable e) {
      if (e.isBeyondALimit()) {
        throw e.in(contents.name);
      }
    } catch (RuntimeException e) {
      // No PKCS#12 file, or a damaged one.
    }
    certificates.forEach(each -> contents.add(certificate(each)));
  }

  private static List<byte[]> pkcs12(Pkcs12File file, boolean withPasswords, Contents contents)
      throws Unreadable {
    OpenBags bags = new OpenBags(new ArrayList<>(), new ArrayList<>());
    try {
      file.read(!withPasswords, bags);
      bags.damaged.forEach(each -> contents.addMalformed(CERTIFICATE));
      return bags.certificates;
    } catch (Unreadable e) {
      if (!withPasswords || e.isBeyondALimit()) {
        throw e;
      }
      return pkcs12(file, false, contents);
    }
  }

  /** Certificates, and entries that are damaged or of another kind than is known. */
  private record OpenBags(List<byte[]> certificates, List<String> damaged)
      implements Pkcs12File.Bags {

    @Override
    public void add(SafeBag bag) {
      if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
        CertBag certificate = CertBag.getInstance(bag.getBagValue());
        if (certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
          certificates.add(ASN1OctetString.getInstance(certificate.getCertValue()).getOctets());
        }
      }
    }

    @Override
    public void skip(String entry, Unreadable why) throws Unreadable {
      if (why.reason() == Reason.WRONG_PASSWORD || why.isBeyondALimit()) {
        throw why;
      }
      damaged.add(entry);
    }
  }

  /** They lie open: no password is needed. */
  private static void addJks(byte[] octets, Contents contents) {
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(new ByteArrayInputStream(octets), null);
      for (String alias : Collections.list(store.aliases())) {
        Certificate @Nullable [] chain = store.getCertificateChain(alias);
        for (Certificate each :
            chain != null ? chain : new Certificate[] {store.getCertificate(alias)}) {
          if (each instanceof X509Certificate x509) {
            contents.add(x509);
          }
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // The JDK's readers have unchecked exceptions too for damaged files.
    }
  }
}
