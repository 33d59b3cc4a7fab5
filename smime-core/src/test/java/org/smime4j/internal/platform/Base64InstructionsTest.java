package org.smime4j.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JVMs decode Base64 faster than a loop. */
class Base64InstructionsTest {

  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
  private static final String VBMI = "flags\t\t: fpu avx2 avx512f avx512vbmi avx512_vbmi2";

  @TempDir private Path proc;

  @Test
  void newerJavas_needNoProof_andOtherMachinesHaveNone() {
    assertThat(decode(HOTSPOT, "25", "amd64")).isTrue();
    assertThat(decode("Java HotSpot(TM) 64-Bit Server VM", "21", "x86_64")).isTrue();
    assertThat(decode(HOTSPOT, "17", "aarch64")).isTrue();
    assertThat(decode(HOTSPOT, "25", "riscv64")).isFalse();
    assertThat(decode("Dalvik", "0.9", "aarch64")).isFalse();
    assertThat(decode("Eclipse OpenJ9 VM", "25", "amd64")).isFalse();
    assertThat(decode("Substrate VM", "25", "amd64")).isFalse();
  }

  @Test
  void java17_onX86_needsTheProcessor_andOptionsThatKeepIt() throws IOException {
    assertThat(decode(HOTSPOT, "17", "amd64")).isFalse();
    proc("processor\t: 0\n" + VBMI + "\nbugs\t\t: spectre_v1\n", "java", "-jar", "mail.jar");
    assertThat(decode(HOTSPOT, "17", "amd64")).isTrue();
    assertThat(decode(HOTSPOT, "17", "aarch64")).isTrue();
    assertThat(decode(HOTSPOT, "11", "amd64")).isFalse();
    proc(VBMI, "java", "-XX:UseAVX=3", "-jar", "mail.jar");
    assertThat(decode(HOTSPOT, "17", "amd64")).isTrue();
    proc(VBMI.replace(" avx512vbmi ", " "), "java", "-jar", "mail.jar");
    assertThat(decode(HOTSPOT, "17", "amd64")).isFalse();
    for (String option :
        new String[] {
          "-XX:UseAVX=2",
          "-XX:UseAVX=0",
          "-XX:-UseBASE64Intrinsics",
          "-XX:DisableIntrinsic=_base64_decodeBlock",
          "-XX:Flags=file",
          "-XX:VMOptionsFile=file",
          "@file"
        }) {
      proc(VBMI, "java", option, "-jar", "mail.jar");
      assertThat(decode(HOTSPOT, "17", "amd64")).as(option).isFalse();
    }
  }

  private void proc(String processor, String... command) throws IOException {
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("cpuinfo"), processor);
    Files.writeString(proc.resolve("self/cmdline"), String.join("\0", command) + "\0");
  }

  private boolean decode(String machine, String version, String architecture) {
    return Base64Instructions.decode(machine, version, architecture, proc);
  }
}
