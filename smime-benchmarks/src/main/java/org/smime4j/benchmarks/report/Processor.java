package org.smime4j.benchmarks.report;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The classes of processors, by what HotSpot has instructions for: Base64 differs most. */
enum Processor {
  AVX512_VBMI("AVX-512 VBMI", "-XX:UseAVX=3"),
  AVX2("AVX2", "-XX:UseAVX=2"),
  AARCH64("AArch64"),
  OTHER("another processor");

  private final String title;
  private final List<String> jvmArgs;

  Processor(String title, String... jvmArgs) {
    this.title = title;
    this.jvmArgs = List.of(jvmArgs);
  }

  /** What this JVM runs on. */
  static Processor own() throws IOException {
    if (System.getProperty("os.arch").equals("aarch64")) {
      return AARCH64;
    }
    String avx;
    try {
      avx =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseAVX")
              .getValue();
    } catch (IllegalArgumentException e) {
      return OTHER;
    }
    Path facts = Path.of("/proc/cpuinfo");
    boolean vbmi =
        Files.exists(facts)
            && Files.readString(facts, StandardCharsets.ISO_8859_1).contains(" avx512vbmi ");
    if (avx.equals("3") && vbmi) {
      return AVX512_VBMI;
    }
    // AVX-512 without VBMI has no more instructions for Base64 than AVX2.
    return avx.equals("2") || avx.equals("3") ? AVX2 : OTHER;
  }

  /** The classes that this host can be measured as. */
  static List<Processor> here() throws IOException {
    Processor own = own();
    return own == AVX512_VBMI ? List.of(AVX512_VBMI, AVX2) : List.of(own);
  }

  /** Options of a JVM that is of this class on a host that has more. */
  List<String> jvmArgs() {
    return jvmArgs;
  }

  /** How pages name it. */
  String title() {
    return title;
  }
}
