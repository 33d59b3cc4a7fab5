package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;

/** {@code --sst} writes the certificate store of Exchange, and {@code --trust} reads it. */
class SerializedStoreTest {

  /** A reader after MS-OSHARED, section 2.3.9.1, which shares nothing with ours. */
  private static final String PYTHON =
      "import struct,sys\n"
          + "d=open(sys.argv[1],'rb').read()\n"
          + "assert struct.unpack('<II',d[:8])==(0,0x54524543)\n"
          + "i=8\n"
          + "while True:\n"
          + "  e,t,n=struct.unpack('<III',d[i:i+12]);i+=12\n"
          + "  if e==0:\n"
          + "    assert t==0 and n==0 and i==len(d);break\n"
          + "  assert e==0x20 and t==1 and i+n<=len(d)\n"
          + "  print(d[i:i+n].hex());i+=n\n";

  private static final Path SIGNED = Run.message("signed-rsa-sha256-detached.eml");
  private static final String TIME = "2026-06-01T00:00:00Z";

  @TempDir private Path folder;

  @Test
  void theRootsThatAreNamed_andTheIntermediates_areInTheStore() throws Exception {
    Company company = new Company();
    Path keys = company.folder(folder.resolve("keys"));
    Path root = Files.writeString(folder.resolve("r.pem"), Company.certificate(company.root()));
    Company.Issued between = company.issue("CN=Between", 2020, 2030, Company.BOTH);
    Path pem =
        Files.writeString(
            folder.resolve("between.pem"), Company.certificate(between.certificate()));
    Path store = folder.resolve("company.sst");
    Run run =
        Run.of("keys", "export", keys, "--sst", store, "--trust", root, "--intermediates", pem);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    HexFormat hex = HexFormat.of();
    assertThat(Program.text(folder, "python3", "-c", PYTHON, store.toString()).lines())
        .containsExactly(
            hex.formatHex(company.root().getEncoded()),
            hex.formatHex(between.certificate().getEncoded()));
    assertThat(CertificateFiles.readCertificates(store).certificates())
        .containsExactly(company.root(), between.certificate());
  }

  /** A PFX of a stranger has a chain of the stranger's. */
  @Test
  void anAuthorityThatLeadsToNoRoot_isNotInTheStore() throws Exception {
    Company company = new Company();
    Path keys = company.folder(folder.resolve("keys"));
    Path root = Files.writeString(folder.resolve("r.pem"), Company.certificate(company.root()));
    // Its issuer has the name of the root, and another key.
    Company.Issued planted = new Company().issue("CN=Planted", 2020, 2030, Company.BOTH);
    Path pem =
        Files.writeString(folder.resolve("p.pem"), Company.certificate(planted.certificate()));
    Path store = folder.resolve("company.sst");
    Run run =
        Run.of("keys", "export", keys, "--sst", store, "--trust", root, "--intermediates", pem);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("1 intermediate leads to no root of --trust");
    assertThat(run.err()).contains("1 certificate is in " + store);
    assertThat(CertificateFiles.readCertificates(store).certificates())
        .containsExactly(company.root());
  }

  @Test
  void aStoreIsBelievedAsItsCertificatesAre_andADamagedOneIsASentence() throws Exception {
    Path store = folder.resolve("trust.sst");
    Run written =
        Run.of(
            "keys", "export", Run.vector("trust"), "--sst", store, "--trust", Run.vector("trust"));
    assertThat(written.status()).as(written.err()).isEqualTo(ExitStatus.DONE);
    List<Object> open = List.of("open", "--json", "--at", TIME, SIGNED);
    Run read = Run.of(open, "--trust", store);
    assertThat(
            read.only()
                .get("layers")
                .list()
                .get(0)
                .get("signers")
                .list()
                .get(0)
                .get("verdict")
                .text())
        .isEqualTo("trusted");
    assertThat(read.text()).isEqualTo(Run.of(open, "--trust", Run.vector("trust")).text());
    byte[] octets = Files.readAllBytes(store);
    Files.write(store, java.util.Arrays.copyOf(octets, octets.length - 1));
    Run cut = Run.of(open, "--trust", store);
    assertThat(cut.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(cut.err()).contains("this serialised certificate store (SST) is cut");
    BadInputTest.noTrace(cut);
  }
}
