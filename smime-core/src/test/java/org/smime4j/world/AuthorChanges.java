package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;
import static org.smime4j.world.Change.some;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Fields that one program reads as Alice, and another as somebody else. */
final class AuthorChanges {

  private static final String ALICE = "alice@example.org";

  private AuthorChanges() {}

  static Map<String, Change> all() {
    Map<String, Change> changes = new TreeMap<>();
    changes.put("From of many readings", (draft, random) -> draft.set("From", anyFrom(random)));
    changes.put("From with a trap", (draft, random) -> draft.set("From", trap(random)));
    changes.put("From twice", (draft, random) -> draft.insert(second(random), random));
    changes.put(
        "address with a trap",
        (draft, random) ->
            draft.set("From", oneOf(random, "", "Alice ") + "<" + oddAddress(random) + ">"));
    return changes;
  }

  private static String anyFrom(Random random) {
    String[] pieces = {
      ALICE,
      "<" + ALICE + ">",
      Evil.ADDRESS,
      "<" + Evil.ADDRESS + ">",
      "\"",
      "(",
      ")",
      "\\",
      ",",
      ";",
      ":",
      "<",
      ">",
      "@",
      ".",
      " ",
      " ",
      "Alice",
      "\"Alice\"",
      "(Alice)",
      "\r\n ",
      "=?utf-8?q?alice=40example.org?=",
      "=?utf-8?q?=22?=",
      "=?utf-8?b?PA==?=",
      "g:",
      "g: ;",
      "@a.example,@b.example:",
      "\u00e4",
      "\u00c3\u00a4",
      "\0",
      "\t",
      "[",
      "]",
      "'"
    };
    String any = some(random, 0, 3, pieces);
    return any
        + oneOf(random, ALICE, " <" + ALICE + ">", "<" + ALICE + ">", "Alice <" + ALICE + ">")
        + some(random, 0, 3, pieces);
  }

  private static String trap(Random random) {
    String one = random.nextInt(4) > 0 ? ALICE : Evil.ADDRESS;
    String other = one.equals(ALICE) ? Evil.ADDRESS : ALICE;
    return oneOf(
        random,
        "(\"" + other + "\") " + one,
        "(\") " + one + " (\")",
        "(\") <" + other + "> (\") <" + one + ">",
        "\"(\" <" + one + "> (\") <" + other + ">\")",
        "(\\) <" + other + "> () <" + one + ">",
        "((" + other + ")) <" + one + ">",
        "(<" + other + ">) <" + one + ">",
        "\"" + other + "\" <" + one + ">",
        "\"<" + other + ">\" <" + one + ">",
        "\"a\\\" <" + other + ">, \\\"\" <" + one + ">",
        "\"" + other + ",\" <" + one + ">",
        other + " <" + one + ">",
        other + ", <" + one + ">",
        "<" + one + ">, <" + other + ">",
        "<" + one + "> <" + other + ">",
        "<" + one + "> " + other,
        "<" + one + "> (" + other + ")",
        "<<" + other + "> " + one + ">",
        "<" + one + "><" + other + ">",
        "=?utf-8?q?" + other.replace("@", "=40") + "=2C?= <" + one + ">",
        "=?utf-8?q?" + other.replace("@", "=40") + "?= <" + one + ">",
        "=?utf-8?q?=3C" + other.replace("@", "=40") + "=3E?= <" + one + ">",
        "=?utf-8?q?=22?= <" + one + ">, =?utf-8?q?=22?= <" + other + ">",
        "=?utf-8?b?PG1hbGxvcnlAZXhhbXBsZS5uZXQ+?= <" + one + ">",
        "g: " + one + ";",
        "g: " + one + ", " + other + ";",
        "g: ; " + one,
        "g:" + other + ";, " + one,
        "Alice: <" + one + ">",
        "<@" + other.substring(other.indexOf('@') + 1) + ":" + one + ">",
        "<" + other + ":" + one + ">",
        other.replace("@", "@\0") + " <" + one + ">",
        one + "\r\n (" + other + ")",
        one + "\r\n , " + other,
        one + "\r\n ",
        "\r\n " + one,
        "a; b <" + one + ">",
        "a, b <" + one + ">",
        "a. b <" + one + ">",
        "a@b <" + one + ">",
        "[a] <" + one + ">",
        "'" + other + "' <" + one + ">",
        "mailto:" + one,
        one + ";",
        one + ",",
        "," + one,
        "\u00a0<" + one + ">",
        "Alice \\<" + other + "\\> <" + one + ">",
        "Alice\t\t<" + one + ">",
        "\"Alice <" + other + ">, <" + one + ">",
        "Alice\" <" + other + ">, \" <" + one + ">",
        "\"" + other + "\r\n x\" <" + one + ">",
        "\"Alice\r\n <" + other + ">\" <" + one + ">",
        "\"M\u00fcller\" <" + one + ">",
        "(\r\n " + other + ") <" + one + ">",
        "Alice\r\n\t(" + other + "\r\n ) <" + one + ">",
        "\"Alice\r\n (office)\" <" + one + ">",
        "\"\r\n " + other + ",\" <" + one + ">");
  }

  private static String oddAddress(Random random) {
    return oneOf(
        random,
        "alice@example.org ",
        " alice@example.org",
        "alice @example.org",
        "alice@ example.org",
        "alice@example .org",
        "alice@example.org.",
        "alice@(c)example.org",
        "alice(c)@example.org",
        "alice@example.org(c)",
        "(mallory@example.net)alice@example.org",
        "\"alice\"@example.org",
        "\"al\\ice\"@example.org",
        "\"alice\" @example.org",
        "al\"ice\"@example.org",
        "alice\r\n @example.org",
        "mallory@example.net@example.org",
        "alice@example.org@example.net",
        "\"alice@example.org\"@example.net",
        "\"mallory@example.net,\"@example.org",
        "alice@example.org, mallory@example.net",
        "alice@example.org\0",
        "alice\0@example.org",
        "alice@example.org>",
        "alice@[example.org]",
        "alice@ex\u00c3\u00a4mple.org",
        "al\u00c4\u00b1ce@example.org",
        "alice@example.\u00c3\u00b6rg",
        "alice@e\u00ef\u00bd\u0098ample.org",
        "alice@example\u00e3\u0080\u0082org",
        "alice@exam\u00c2\u00adple.org",
        "alice@xn--example.org",
        "=?utf-8?q?alice?=@example.org",
        "=?utf-8?q?alice=40example.org?=",
        "alice@=?utf-8?q?example.org?=",
        "alice+x@example.org",
        "alice.@example.org",
        "alice%example.net@example.org",
        "example.net!alice@example.org",
        "alice@example.org;",
        "'alice@example.org'",
        "mailto:alice@example.org");
  }

  private static String second(Random random) {
    String who =
        oneOf(
            random,
            Evil.ADDRESS,
            "Mallory <" + Evil.ADDRESS + ">",
            "<" + Evil.ADDRESS + ">",
            "alice@example.org");
    return oneOf(
            random,
            "From: ",
            "from:",
            "FROM: ",
            "From : ",
            "From\t: ",
            "From\r\n : ",
            "From\0: ",
            "\0From: ",
            "From:\r\n ",
            " From: ",
            "\001From: ",
            "\u00efFrom: ",
            "Fro\u00b5: ",
            "\rFrom: ",
            "X: y\rFrom: ",
            "X: y\nFrom: ",
            "X: y\n From: ",
            "X: y\u0085From: ",
            "X: y\fFrom: ",
            "X: y\013From: ",
            "X: y\0\nFrom: ",
            "X: y\r\r\nFrom: ",
            "X: y\n\rFrom: ",
            "no field\r\nFrom: ",
            ": empty\r\nFrom: ",
            ">From: ",
            "From ",
            "From; ",
            "From= ",
            "Sender: ",
            "Resent-From: ",
            "Reply-To: ",
            "X-From: ",
            "From-: ",
            "\r\nFrom: ",
            " \r\nFrom: ",
            "\t\r\nFrom: ")
        + who;
  }
}
