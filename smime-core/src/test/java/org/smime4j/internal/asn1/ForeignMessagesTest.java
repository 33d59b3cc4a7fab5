package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.ContentInfo.CompressedData;
import org.smime4j.internal.asn1.ContentInfo.Data;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.Unknown;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestSource;

/** Every message that other software made, as far as it is CMS, is read, or refused by type. */
final class ForeignMessagesTest {

  /** Nobody sends it, so it is read no further. */
  private static final String DIGESTED_DATA = "1.2.840.113549.1.7.5";

  private static final Pattern BASE64 = Pattern.compile("(?m)^M[I-K][A-Za-z0-9+/=\r\n]{100,}");

  /** Damaged on purpose by who made them; a request and time-stamp responses, which are not CMS. */
  private static final Set<String> NOT_CMS =
      Set.of(
          "bad-cms.der",
          "pkcs7_data_signed_badsigner1_badsize.der",
          "pkcs7_data_signed_badsigner2_badtag.der",
          "pkcs7_data_signed_badsigner2_fuzzbad.der",
          "pkcs7_signerInfo_1_serial_invalid_tag_after_long_name.der",
          "pkcs7_signerInfo_serial_invalid_size.der",
          "sceptest_csr.der",
          "fixtureTimestampComodo.der",
          "fixtureTimestampDigicert.der",
          "fixtureTimestampGlobalSign.der",
          "fixtureTimestampSymantec.der",
          "fixtureTimestampSymantecWithCerts.der");

  record Foreign(String file, byte[] cms) {}

  /** All that begins like a SEQUENCE, in binary or in Base64, in the files that are listed. */
  static List<Foreign> all() throws IOException {
    List<Foreign> found = new ArrayList<>();
    Path vectors = Outside.vectors();
    try (Stream<String> rows = Files.lines(vectors.resolve("expected.tsv"))) {
      for (String row : (Iterable<String>) rows.skip(1)::iterator) {
        String[] columns = row.split("\t", -1);
        Path file = vectors.resolve(columns[0]).resolve(columns[1]);
        byte[] octets = Files.readAllBytes(file);
        if (octets.length > 0 && octets[0] == 0x30) {
          found.add(new Foreign(name(file), octets));
          continue;
        }
        Matcher text = BASE64.matcher(new String(octets, StandardCharsets.ISO_8859_1));
        while (text.find()) {
          found.add(new Foreign(name(file), Base64.getMimeDecoder().decode(text.group())));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(200);
    return found;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  @Test
  void everyForeignMessage_isReadOrRefusedByType() throws IOException {
    Set<String> refused = new TreeSet<>();
    int read = 0;
    for (Foreign foreign : all()) {
      try {
        ContentInfo info = ContentInfoReader.read(ByteSource.of(foreign.cms()), Limits.standard());
        if (info instanceof Unknown unknown) {
          assertThat(unknown.contentType()).as(foreign.file()).isEqualTo(DIGESTED_DATA);
        }
        read++;
      } catch (Malformed e) {
        assertThat(e).hasMessageMatching("(?s).* at octet [0-9]+: .*");
        refused.add(foreign.file());
      }
    }
    assertThat(refused).isEqualTo(new TreeSet<>(NOT_CMS));
    assertThat(read).isGreaterThan(200);
  }

  @Test
  void everyForeignMessage_readsTheSameFromMemoryAndFromATricklingStream() throws IOException {
    for (Foreign foreign : all()) {
      if (NOT_CMS.contains(foreign.file())) {
        continue;
      }
      ContentInfo inMemory =
          ContentInfoReader.read(ByteSource.of(foreign.cms()), Limits.standard());
      ContentInfo streamed =
          ContentInfoReader.read(new TestSource(foreign.cms(), 7, false), Limits.standard());
      assertThat(streamed.contentType()).isEqualTo(inMemory.contentType());
      assertThat(codes(streamed)).isEqualTo(codes(inMemory));
      ByteSource first = content(inMemory);
      ByteSource second = content(streamed);
      assertThat(second == null).isEqualTo(first == null);
      if (first != null && second != null) {
        assertThat(second.bytes()).as(foreign.file()).isEqualTo(first.bytes());
        assertThat(second.sizeIfKnown()).isEqualTo(first.sizeIfKnown());
      }
    }
  }

  @Test
  void signedDataWithoutContentInfo_isRead() throws IOException {
    Foreign bare = named("pkcs7_data_cert_signeddata_sha256.der");
    assertThat(ContentInfoReader.read(ByteSource.of(bare.cms()), Limits.standard()))
        .isInstanceOfSatisfying(
            SignedData.class, signed -> assertThat(signed.signerInfos()).hasSize(1));
  }

  @Test
  void contentOfAnyType_asInPkcs7_isReadAndReported() throws IOException {
    Foreign foreign = named("pkcs7-signed-digested.der");
    ContentInfo read = ContentInfoReader.read(ByteSource.of(foreign.cms()), Limits.standard());
    assertThat(codes(read)).containsExactly(Finding.Code.ECONTENT_NOT_OCTET_STRING);
    assertThat(((SignedData) read).eContentType()).isEqualTo(DIGESTED_DATA);
    ByteSource content = ((SignedData) read).eContent();
    assertThat(content).isNotNull();
    // The contents octets of a DigestedData: they begin with its version.
    assertThat(content.bytes()).startsWith(2, 1, 0);
  }

  @Tag("thorough")
  @Test
  void a15_everyPrefixOfEveryForeignMessage_isMalformed() throws IOException {
    int prefixes = 0;
    for (Foreign foreign : all()) {
      if (NOT_CMS.contains(foreign.file()) || foreign.cms().length > 6_000) {
        continue;
      }
      int complete = complete(foreign.cms());
      for (int length = 0; length < complete; length++) {
        assertMalformed(ArrayOctets.of(foreign.cms(), 0, length), foreign.file(), length);
        prefixes++;
      }
    }
    assertThat(prefixes).isGreaterThan(100_000);
  }

  /** How many octets the object takes without what trails it. */
  private static int complete(byte[] cms) throws IOException {
    try (BerReader reader = new BerReader(ByteSource.of(cms), Limits.standard())) {
      reader.skipElement();
      return (int) reader.offset();
    }
  }

  static void assertMalformed(ByteSource cut, String file, int length) throws IOException {
    try {
      ContentInfoReader.read(cut, Limits.standard());
    } catch (Malformed e) {
      return;
    } catch (SmimeException e) {
      throw new AssertionError(file + " cut to " + length, e);
    }
    throw new AssertionError(file + " cut to " + length + " was read");
  }

  private static Foreign named(String file) throws IOException {
    return all().stream().filter(f -> f.file().equals(file)).findFirst().orElseThrow();
  }

  private static List<Finding.Code> codes(ContentInfo info) {
    return info.deviations().stream().map(Finding::code).toList();
  }

  static @Nullable ByteSource content(ContentInfo info) {
    return info instanceof SignedData signed
        ? signed.eContent()
        : info instanceof EnvelopedData enveloped
            ? enveloped.encryptedContent()
            : info instanceof CompressedData compressed
                ? compressed.eContent()
                : info instanceof Data data ? data.content() : null;
  }
}
