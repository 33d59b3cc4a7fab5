package org.smime4j.internal.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference for the scanner: recursive, line by line, slow, and written from RFC 2046 alone.
 * Knows well-formed header fields only. Gives each entity as text: positions, what is odd,
 * children.
 */
final class NaiveSplitter {

  private static final Pattern TYPE =
      Pattern.compile("^Content-Type: ([a-z0-9/]+)(?:; boundary=\"([^\"]*)\")?", Pattern.MULTILINE);

  private final String text;
  private final List<Integer> starts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private int line;

  NaiveSplitter(String text) {
    this.text = text;
    for (int at = 0; at < text.length(); ) {
      int lf = text.indexOf('\n', at);
      int end = lf < 0 ? text.length() : lf + 1;
      starts.add(at);
      lines.add(text.substring(at, end));
      at = end;
    }
  }

  String split() {
    return entity(List.of(), false);
  }

  private static boolean isEmpty(String line) {
    return line.equals("\n") || line.equals("\r\n");
  }

  private int offset(int index) {
    return index < starts.size() ? starts.get(index) : text.length();
  }

  private int endBefore(int index, int start) {
    if (index == lines.size()) {
      return text.length();
    }
    int end = offset(index);
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
      if (end > 0 && text.charAt(end - 1) == '\r') {
        end--;
      }
    }
    return Math.max(end, start);
  }

  /** The index of the boundary whose delimiter this line is, or -1; outermost first. */
  private static int delimiter(String line, List<String> open) {
    String bare = line.replaceAll("\r?\n\\z", "").replaceAll("[ \t]*\\z", "");
    for (int i = 0; i < open.size(); i++) {
      if (bare.equals("--" + open.get(i)) || bare.equals("--" + open.get(i) + "--")) {
        return i;
      }
    }
    return -1;
  }

  private String entity(List<String> open, boolean inDigest) {
    int start = offset(line);
    StringBuilder header = new StringBuilder();
    while (line < lines.size()
        && !isEmpty(lines.get(line))
        && delimiter(lines.get(line), open) < 0) {
      header.append(lines.get(line++));
    }
    if (line < lines.size() && isEmpty(lines.get(line))) {
      line++;
    }
    int body = offset(line);
    Matcher stated = TYPE.matcher(header);
    boolean states = stated.find();
    String type = states ? stated.group(1) : inDigest ? "message/rfc822" : "text/plain";
    StringBuilder inside = new StringBuilder();
    if (type.startsWith("multipart/")) {
      inside.append(multipart(stated.group(2), open, type.endsWith("digest")));
    } else if (type.equals("message/rfc822")) {
      inside.append(entity(open, false));
    } else {
      while (line < lines.size() && delimiter(lines.get(line), open) < 0) {
        line++;
      }
    }
    int end = endBefore(line, start);
    return type + "[" + start + "," + Math.min(body, end) + "," + end + "]{" + inside + "}";
  }

  private String multipart(String own, List<String> outer, boolean digest) {
    List<String> open = new ArrayList<>(outer);
    open.add(own);
    StringBuilder parts = new StringBuilder();
    boolean preamble = false;
    boolean epilogue = false;
    boolean padded = false;
    boolean any = false;
    boolean closed = false;
    while (line < lines.size()) {
      String current = lines.get(line);
      int found = delimiter(current, open);
      if (found < 0) {
        preamble |= !closed && !current.strip().isEmpty();
        epilogue |= closed && !current.strip().isEmpty();
        line++;
        continue;
      }
      if (closed || found < open.size() - 1) {
        break;
      }
      String bare = current.replaceAll("\r?\n\\z", "");
      padded |= bare.endsWith(" ") || bare.endsWith("\t");
      line++;
      if (bare.strip().equals("--" + own + "--") && !bare.strip().equals("--" + own)) {
        closed = true;
        open.remove(open.size() - 1);
      } else {
        any = true;
        parts.append(entity(open, digest));
      }
    }
    return (preamble ? "PREAMBLE " : "")
        + (epilogue ? "EPILOGUE " : "")
        + (padded ? "DELIMITER_PADDING " : "")
        + (!closed ? any ? "CLOSE_MISSING " : "NO_PARTS " : "")
        + parts;
  }
}
