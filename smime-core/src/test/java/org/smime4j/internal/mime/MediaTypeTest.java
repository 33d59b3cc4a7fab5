package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smime4j.testing.CpuCost;

class MediaTypeTest {

  @Test
  void values_areReadAsTheyAreMeant() {
    assertParameter("multipart/signed; boundary=\"a b\"; micalg=sha-256", "boundary", "a b");
    assertParameter("multipart/signed; boundary=\"a b\"; micalg=sha-256", "micalg", "sha-256");
    assertParameter("multipart/signed; boundary=----=_Part(1)/x", "boundary", "----=_Part(1)/x");
    assertParameter("multipart/signed ; ; BOUNDARY = abc (comment) ;;", "boundary", "abc");
    assertParameter("x/y; name=my file.p7m; z=1", "name", "my file.p7m");
    assertParameter("x/y; name=\"a\\\"b;c\"; z=1", "name", "a\"b;c");
    assertParameter("x/y; name=\"open", "name", "open");
    assertParameter("x/y; name=\"a\" junk; z=1", "z", "1");
    assertParameter("x/y; name", "name", null);
    assertParameter("x/y; =v; z=1", "z", "1");
    assertParameter("x/y; name=", "name", "");
    assertParameter("(c) x/y (d); z=1", "z", "1");
    assertThat(MediaType.parse("(c) X / Y (d); z=1").is("x", "y")).isTrue();
    assertThat(MediaType.parse("text").subtype()).isEmpty();
    assertThat(MediaType.parse("").toString()).isEmpty();
  }

  @Test
  void b7_aTypeEndsWhereItsWordEnds_asMostProgramsReadIt() {
    for (String value :
        new String[] {
          "multipart/signed(x); boundary=a",
          "multipart(x) / (y(z))signed; boundary=a",
          "multipart/signed (x; boundary=a",
          "multipart/signed, text/plain; boundary=a",
          "multipart/signed/x; boundary=a",
          "\"multipart/signed\"; boundary=a",
          ": multipart/\"signed\"; boundary=a",
          "multipart/signed\0; boundary=a"
        }) {
      MediaType type = MediaType.parse(value);
      assertThat(type.is("multipart", "signed")).as(value).isTrue();
      assertThat(type.parameter("boundary")).as(value).isEqualTo("a");
    }
    assertThat(MediaType.parse("a multipart/signed").is("multipart", "signed")).isFalse();
    assertThat(MediaType.parse("; multipart/signed").toString()).isEmpty();
  }

  @Test
  void whatIsSmime_isItByItsTypeAlone() {
    assertThat(MediaType.parse("Multipart/Signed; boundary=b").isSmime()).isTrue();
    assertThat(MediaType.parse("application/pkcs7-mime").isSmime()).isTrue();
    assertThat(MediaType.parse("application/x-pkcs7-mime; name=a.p7m").isSmime()).isTrue();
    assertThat(MediaType.parse("application/pkcs7-signature").isSmime()).isFalse();
    assertThat(MediaType.parse("multipart/mixed").isSmime()).isFalse();
    assertThat(MediaType.parse("text/signed").isSmime()).isFalse();
  }

  @Test
  void commentsBeforeAndInParameters_arePassedOver() {
    assertParameter("x/y; (c) name=a", "name", "a");
    assertParameter("x/y; (c)(d) name (e)=(f) a (g)", "name", "a");
    assertParameter("x/y; name=(c", "name", "(c");
    assertParameter("x/y; name=a(b) (c)", "name", "a(b)");
    assertParameter("x/y; name=\"a\\", "name", "a\\");
    assertParameter("x/y; name=\"a\"; z=\";\"", "z", ";");
    assertParameter("x/y (c;d); name=a", "name", "a");
    assertThat(MediaType.parse("x (c) / y").toString()).isEqualTo("x/y");
    assertThat(MediaType.parse("x y / z").toString()).isEqualTo("x");
  }

  @Test
  void rfc2231_isJoinedAndDecoded() {
    assertParameter("x/y; name*=UTF-8''sm%C3%AFme.p7m", "name", "sm\u00efme.p7m");
    assertParameter("x/y; name*=iso-8859-1'en'sm%EFme.p7m", "name", "sm\u00efme.p7m");
    assertParameter("x/y; name*1=.p7m; name*0=smime", "name", "smime.p7m");
    assertParameter("x/y; name*0*=UTF-8''sm%C3; name*1*=%AF; name*2=me", "name", "sm\u00efme");
    assertParameter("x/y; name*0=a; name*2=c", "name", "a");
    assertParameter("x/y; name*=no-such-charset''%41", "name", "A");
    assertParameter("x/y; name*=%zz%4", "name", "%zz%4");
    assertParameter("x/y; name*=''%41%4", "name", "A%4");
    assertParameter("x/y; name*='%41", "name", "'A");
    assertParameter("x/y; name*x=a", "name*x", "a");
    assertParameter("x/y; name*123456=a", "name", null);
    assertParameter("x/y; name*0=a; name*1*=''%42", "name", "a''B");
  }

  @Test
  void b8_duplicates_areNamed_andTheFirstCounts() {
    for (String twice :
        new String[] {
          "boundary=a; boundary=b",
          "boundary=a; Boundary=b",
          "boundary=a; boundary*=UTF-8''b",
          "boundary*=UTF-8''a; boundary*=b",
          "boundary*0=a; boundary*0=b",
          "boundary=a; boundary*0=b"
        }) {
      MediaType type = MediaType.parse("multipart/mixed; " + twice);
      assertThat(type.duplicates()).as(twice).containsExactly("boundary");
      assertThat(type.parameter("boundary")).as(twice).isEqualTo("a");
    }
    assertThat(MediaType.parse("x/y; a=1; b=2").duplicates()).isEmpty();
  }

  @Test
  void c19_hostileValues_areReadAtOnce() throws Exception {
    for (String value :
        new String[] {
          "x/y" + "; a*1=b".repeat(50_000),
          "x/y" + ";".repeat(400_000),
          "x/y; a=" + "(".repeat(400_000),
          "(a)".repeat(100_000),
          "(".repeat(400_000),
          "x" + "((a)".repeat(100_000) + "/y",
          "x/y; a=\"" + "\\".repeat(400_000),
          "x/y; a=" + " (".repeat(200_000)
        }) {
      assertThat(CpuCost.once(() -> MediaType.parse(value)))
          .as(value.substring(0, 12))
          .isLessThan(2_000_000_000L);
    }
  }

  private static void assertParameter(String value, String name, String expected) {
    assertThat(MediaType.parse(value).parameter(name)).as(value).isEqualTo(expected);
  }
}
