package org.smime4j.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether HotSpot decodes Base64 by vector instructions: on AArch64 from Java 17 on, on x86-64 from
 * Java 21 on with AVX2, and before with AVX-512 VBMI alone. {@code java.util.Base64} is then five
 * times as fast as a loop over tables, and without them half as fast, which a wrong answer costs at
 * most. So the JVM and the processor decide, and no stopwatch, which is wrong on a busy host.
 */
public final class Base64Instructions {

  private static final int WITH_VBMI = 17;
  private static final int WITH_AVX2 = 21;
  private static final Path PROC = Paths.get("/proc");

  /** Of this JVM. */
  public static final boolean DECODE =
      decode(
          System.getProperty("java.vm.name", ""),
          System.getProperty("java.specification.version", ""),
          System.getProperty("os.arch", ""),
          PROC);

  private Base64Instructions() {}

  /**
   * @param proc what Linux says about its processor and its processes; elsewhere nothing proves the
   *     instructions
   */
  static boolean decode(String machine, String version, String architecture, Path proc) {
    if (!machine.contains("64-Bit Server VM") || !version.matches("[0-9]{2,3}")) {
      return false;
    }
    int java = Integer.parseInt(version);
    return switch (architecture) {
      case "aarch64" -> java >= WITH_VBMI;
      case "amd64", "x86_64" -> java >= WITH_AVX2 || (java >= WITH_VBMI && usesVbmi(proc));
      default -> false;
    };
  }

  /** The processor has it, and no option of the JVM takes it away. */
  private static boolean usesVbmi(Path proc) {
    try (Stream<String> facts = Files.lines(proc.resolve("cpuinfo"), StandardCharsets.ISO_8859_1)) {
      String flags = facts.filter(line -> line.startsWith("flags")).findFirst().orElse("") + ' ';
      StringBuilder options = new StringBuilder();
      for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
        options.append(System.getenv().getOrDefault(name, "")).append('\0');
      }
      byte[] line = Files.readAllBytes(proc.resolve("self/cmdline"));
      options.append(new String(line, StandardCharsets.ISO_8859_1));
      return flags.contains(" avx512vbmi ") && keeps(options.toString());
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Options in a file may say anything. */
  private static boolean keeps(String options) {
    String others = options.replace("-XX:UseAVX=3", "");
    return Stream.of(
            "UseAVX", "Base64Intrinsics", "DisableIntrinsic", "\0@", "-XX:Flags", "OptionsFile")
        .noneMatch(each -> others.toLowerCase(Locale.ROOT).contains(each.toLowerCase(Locale.ROOT)));
  }
}
