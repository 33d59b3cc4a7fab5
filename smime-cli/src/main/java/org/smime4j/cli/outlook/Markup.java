package org.smime4j.cli.outlook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTML as far as two versions of it are compared.
 *
 * @param source without what changes nothing that is shown: other blanks around tags, comments, the
 *     title, and what a program says of itself
 * @param visible its text
 * @param isPlain whether it shows no more than its text, as programs write it of a plain text
 */
record Markup(String source, String visible, boolean isPlain) {

  private static final Set<String> BLOCKS =
      Set.of("blockquote", "br", "div", "h1", "h2", "h3", "li", "p", "table", "td", "tr");

  private static final Set<String> OF_PLAIN_TEXT =
      Set.of("a", "blockquote", "body", "br", "div", "font", "head", "html", "p", "pre", "span");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w:-]++)\\s*+=\\s*+(\"[^\"]*+\"|'[^']*+'|[^\\s\"'>]++)\\s*+");
  private static final Pattern NUMBERS =
      Pattern.compile("\\d{1,2}(\\.\\d+)?(pt|px)|\\d(\\.\\d+)?(em|in|cm)?");
  private static final Set<String> MEASURES =
      Set.of(
          "margin margin-top margin-bottom margin-left margin-right padding padding-left"
              .split(" "));
  private static final Pattern SIZE = Pattern.compile("([6-9]|[1-9]\\d)(\\.\\d+)?(pt|px)");
  private static final Pattern ENTITY = Pattern.compile("&(#x?)?(\\w{1,8});");

  /** The names of U+00A0 to U+00FF, and of {@link #OTHERS}. */
  private static final List<String> NAMES =
      List.of(
          ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg"
                  + " plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12"
                  + " frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute"
                  + " Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml"
                  + " times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc"
                  + " atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml"
                  + " eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc"
                  + " uuml yacute thorn yuml amp lt gt quot apos euro ndash mdash lsquo rsquo ldquo"
                  + " rdquo bull hellip")
              .split(" "));

  private static final String OTHERS =
      "&<>\"'\u20ac\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026";

  /** Reads HTML of any quality in one pass. */
  static Markup of(String html) {
    return new Reader(html).read();
  }

  /** Text with its entities decoded. */
  static String decoded(String text) {
    return text.indexOf('&') < 0
        ? text
        : ENTITY
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        entity(found.group(), found.group(1), found.group(2))));
  }

  private static String entity(String whole, String number, String name) {
    if (number != null) {
      try {
        return Character.toString(Integer.parseInt(name, number.length() == 2 ? 16 : 10));
      } catch (IllegalArgumentException e) {
        return whole;
      }
    }
    int at = NAMES.indexOf(name);
    return at < 0
        ? whole
        : at < 0x60 ? String.valueOf((char) (0xa0 + at)) : OTHERS.substring(at - 0x60, at - 0x5f);
  }

  private static final class Reader {
    private final String html;
    private final StringBuilder source = new StringBuilder();
    private final StringBuilder visible = new StringBuilder();
    private boolean isPlain = true;
    private int at;

    Reader(String html) {
      this.html = html;
    }

    Markup read() {
      while (at < html.length()) {
        int tag = html.indexOf('<', at);
        text(html.substring(at, tag < 0 ? html.length() : tag));
        at = tag < 0 ? html.length() : tag;
        if (tag >= 0) {
          tag();
        }
      }
      return new Markup(
          source.toString().replaceAll("\\s+", " ").replaceAll(" ?(<[^<>]*>) ?", "$1").strip(),
          visible.toString(),
          isPlain);
    }

    private void text(String text) {
      source.append(text);
      visible.append(decoded(text));
    }

    private void tag() {
      char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
      if (html.startsWith("<!--", at)) {
        int end = behind("-->");
        String comment = html.substring(at + 4, Math.max(at + 4, end - 3));
        drop(end, comment.startsWith("[") || comment.matches("(?s).*[<>].*"));
      } else if (next == '!' || next == '?') {
        drop(behind(">"), html.startsWith("<![", at));
      } else if (Character.isLetter(next) || next == '/') {
        element();
      } else {
        text("<");
        at++;
      }
    }

    private int behind(String end) {
      int found = html.indexOf(end, at);
      return found < 0 ? html.length() : found + end.length();
    }

    /** What some programs read and others take for a comment is kept. */
    private void drop(int end, boolean isRead) {
      if (isRead) {
        source.append(html, at, end);
        isPlain = false;
      }
      at = end;
    }

    private void element() {
      int end = at + 1;
      char quote = 0;
      for (; end < html.length() && (quote != 0 || html.charAt(end) != '>'); end++) {
        char c = html.charAt(end);
        if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
          quote = quote == 0 ? c : 0;
        }
      }
      if (end == html.length()) {
        drop(end, true);
        return;
      }
      String inside = html.substring(at + 1, end);
      String name = inside.replaceFirst("(?s)^(/?[\\w:]*+).*", "$1").toLowerCase(Locale.ROOT);
      String bare = name.startsWith("/") ? name.substring(1) : name;
      if (name.equals("meta")) {
        drop(end + 1, inside.toLowerCase(Locale.ROOT).contains("refresh"));
        return;
      }
      at = end + 1;
      if (name.equals("title") || name.equals("style") || name.equals("script")) {
        raw(name, inside);
      } else {
        source.append('<').append(inside).append('>');
        visible.append(BLOCKS.contains(bare) ? "\n" : "");
        isPlain &= isOfPlainText(name, bare, inside.substring(name.length()));
      }
    }

    /** An element whose content is no text. */
    private void raw(String name, String inside) {
      int end = end(name);
      String content = html.substring(at, end);
      at = end;
      at = behind(">");
      if (!name.equals("title")) {
        source.append('<').append(inside).append('>').append(content);
        isPlain &= name.equals("style") && isPlainStyle(content);
      }
    }

    private int end(String name) {
      for (int found = html.indexOf("</", at); found >= 0; found = html.indexOf("</", found + 2)) {
        if (html.regionMatches(true, found + 2, name, 0, name.length())) {
          return found;
        }
      }
      return html.length();
    }

    private boolean isOfPlainText(String name, String bare, String attributes) {
      if (!OF_PLAIN_TEXT.contains(bare)) {
        return false;
      }
      Matcher each = ATTRIBUTE.matcher(attributes.strip().replaceFirst("/$", ""));
      int behind = 0;
      while (each.find()) {
        String value = each.group(2).replaceAll("^[\"']|[\"']$", "");
        boolean isHarmless =
            switch (each.group(1).toLowerCase(Locale.ROOT)) {
              case "class", "lang", "xmlns", "link", "vlink", "face" -> true;
              case "dir" -> value.equalsIgnoreCase("ltr");
              case "size" -> value.matches("[2-7]");
              case "style" -> areHarmless(value);
              case "href" -> bare.equals("a") && isItsText(value);
              default -> false;
            };
        if (!isHarmless || each.start() != behind) {
          return false;
        }
        behind = each.end();
      }
      return behind == each.regionEnd() && !(name.equals("a") && behind == 0);
    }

    /** Whether a link shows where it leads. */
    private boolean isItsText(String target) {
      int end = html.indexOf('<', at);
      String text = decoded(html.substring(at, end < 0 ? html.length() : end)).strip();
      String link = decoded(target).strip();
      return link.equals(text) || link.equals("mailto:" + text) || link.equals("http://" + text);
    }

    private static boolean isPlainStyle(String content) {
      for (String rule : content.replaceAll("<!--|-->", "").split("}", -1)) {
        int open = rule.indexOf('{');
        if (open < 0 ? !rule.isBlank() : !areHarmless(rule.substring(open + 1))) {
          return false;
        }
      }
      return !content.contains("@") && !content.contains(":before") && !content.contains(":after");
    }

    /** Declarations of a style that hide nothing. */
    private static boolean areHarmless(String declarations) {
      for (String each : declarations.split(";", -1)) {
        int colon = each.indexOf(':');
        String value = each.substring(colon + 1).strip();
        String property = each.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT);
        boolean isHarmless =
            switch (property) {
              case "" -> colon < 0 && each.isBlank();
              case "font-size" -> SIZE.matcher(value).matches();
              case "font-family" -> value.matches("[\\w\\s,'\"-]*+");
              case "border-left" -> value.matches("[#\\w\\s]*+");
              default ->
                  MEASURES.contains(property)
                      && Arrays.stream(value.split("\\s+"))
                          .allMatch(number -> NUMBERS.matcher(number).matches());
            };
        if (!isHarmless) {
          return false;
        }
      }
      return true;
    }
  }
}
