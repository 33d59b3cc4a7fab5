package org.smime4j.peers;

import java.util.List;
import java.util.Map;

/** A program or library by which people read mail, and what of our mail it is known to lack. */
enum Client {
  THUNDERBIRD(
      "Thunderbird",
      "its message window",
      List.of("python3", "thunderbird.py", "{profile}"),
      Map.of()),
  CAMEL(
      "Evolution's Camel",
      "the mail library of Evolution",
      List.of("/usr/bin/python3", "camel.py", "{keys}/nss"),
      Map.of(Feature.RSA_AND_ED25519, "no Ed25519, and Camel judges only the last signature")),
  GMIME(
      "GMime",
      "the mail library of notmuch",
      List.of("/usr/bin/python3", "gmime.py", "{home}"),
      Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
  NEOMUTT(
      "NeoMutt",
      "its pager, with GPGME",
      List.of("python3", "neomutt.py", "{home}"),
      Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
  S_NAIL(
      "s-nail",
      "its commands `verify` and `type`",
      List.of("python3", "s_nail.py", "{keys}"),
      Map.of(
          Feature.OPAQUE, "no opaque signatures",
          Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
          Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
  OPENSSL_SMIME(
      "OpenSSL smime",
      "`openssl smime`",
      layers("openssl-smime"),
      Map.of(
          Feature.RSA_AND_ED25519, "no Ed25519 in its PKCS#7 functions",
          Feature.EC_RECIPIENT, "no ECDH in its PKCS#7 functions")),
  OPENSSL_CMS("OpenSSL cms", "`openssl cms`", layers("openssl-cms"), Map.of()),
  NSS("NSS", "`cmsutil`", layers("nss"), Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
  GPGSM("gpgsm", "GnuPG", layers("gpgsm"), Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
  MONO(
      "Mono",
      "`System.Security.Cryptography.Pkcs`",
      layers("mono"),
      Map.of(
          Feature.RSA_AND_ED25519, "no Ed25519",
          Feature.EC_RECIPIENT, "no ECDH")),
  PHP(
      "PHP",
      "`openssl_pkcs7_*`",
      layers("php"),
      Map.of(
          Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
          Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
  RUBY(
      "Ruby",
      "`OpenSSL::PKCS7`",
      layers("ruby"),
      Map.of(
          Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
          Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
  PERL("Perl", "`Crypt::SMIME`", layers("perl"), Map.of()),
  GO(
      "Go",
      "`smallstep/pkcs7`",
      layers("go"),
      Map.of(
          Feature.RSA_AND_ED25519, "no Ed25519",
          Feature.EC_RECIPIENT, "no ECDH"));

  private final String text;
  private final String what;
  private final List<String> command;
  private final Map<Feature, String> lacks;

  Client(String text, String what, List<String> command, Map<Feature, String> lacks) {
    this.text = text;
    this.what = what;
    this.command = command;
    this.lacks = lacks;
  }

  private static List<String> layers(String program) {
    return List.of("python3", "layers.py", "{keys}", "{home}", program);
  }

  /** The heading of its row. */
  String text() {
    return text;
  }

  String what() {
    return what;
  }

  /** How it is started, with names of folders in braces. */
  List<String> command() {
    return command;
  }

  /** Whether it is asked to sign and to encrypt too. */
  boolean writes() {
    return switch (this) {
      case THUNDERBIRD, CAMEL, GMIME, S_NAIL, OPENSSL_SMIME, OPENSSL_CMS, PHP, RUBY, PERL -> true;
      default -> false;
    };
  }

  /** Why it reads a feature from no writer. */
  Map<Feature, String> lacks() {
    return lacks;
  }
}
