package org.smime4j.cli.outlook;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The charsets of texts by their numbers in Windows. */
final class CodePage {

  /** Numbers and the names of Java; ASCII alone is UTF-8, too. */
  private static final String NAMES =
      "437 IBM% 737 x-IBM% 775 IBM% 850 IBM% 852 IBM% 855 IBM% 857 IBM% 862 IBM% 866 IBM% 869 IBM%"
          + " 874 x-windows-% 932 windows-31j 936 GBK 949 x-windows-% 950 x-windows-% 1250 windows-%"
          + " 1251 windows-% 1252 windows-% 1253 windows-% 1254 windows-% 1255 windows-%"
          + " 1256 windows-% 1257 windows-% 1258 windows-% 1361 x-Johab 10000 x-MacRoman"
          + " 20127 UTF-8 20866 KOI8-R 20932 EUC-JP 20936 GB2312 21866 KOI8-U 50220 ISO-2022-JP"
          + " 50225 ISO-2022-KR 51932 EUC-JP 51936 GB2312 51949 EUC-KR 54936 GB18030 65001 UTF-8";

  /**
   * A name that Java does not know costs it a search: none is made of a number that is not here.
   */
  private static final Map<Long, Charset> ALL = new HashMap<>();

  static {
    String[] names = NAMES.split(" ");
    for (int i = 0; i < names.length; i += 2) {
      add(Long.parseLong(names[i]), names[i + 1].replace("%", names[i]));
    }
    for (int i = 1; i <= 15; i++) {
      add(28_590 + i, "ISO-8859-" + i);
    }
  }

  private CodePage() {}

  private static void add(long number, String name) {
    if (Charset.isSupported(name)) {
      ALL.put(number, Charset.forName(name));
    }
  }

  /**
   * The charset of a number.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  static Charset charset(long number) {
    return Optional.ofNullable(ALL.get(number))
        .orElseThrow(() -> new IllegalArgumentException("unknown code page " + number));
  }
}
