package org.smime4j.internal.open;

import java.io.IOException;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.FieldGrammar;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.internal.mime.Surroundings;
import org.smime4j.reports.Delivery;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Whether every reader sees the same message: an allow-list over the octets of each header block
 * and each multipart on the way to the signed content. Only a message without a doubt gives a
 * {@link Proof}, and only with a proof a signer is bound to an address (docs/threats.md B7, B8).
 */
final class Regularity {

  /**
   * Proves that all programs read the headers on the path in the same way. Only a check creates a
   * proof.
   */
  static final class Proof {
    private Proof() {}
  }

  /** Doubts that a report names; one is enough. */
  private static final int NAMED = 4;

  /** The most doubts that are kept: a message can give rise to any number. */
  private static final int MOST = 16;

  /** Oddities after which some programs see other ends of the fields in any block. */
  private static final List<Oddity> IN_ANY =
      List.of(
          Oddity.NUL,
          Oddity.CONTROL,
          Oddity.BARE_CR,
          Oddity.NOT_A_FIELD,
          Oddity.LEADING_FOLD,
          Oddity.HEADER_LINE_ENDS);

  /** The same in the header of a message, or of a layer. */
  private static final List<Oddity> STRUCTURE =
      with(Oddity.FIELD_NAME, Oddity.SPACE_BEFORE_COLON, Oddity.HEADER_UNENDED);

  /** The same in a header block that the signer signed, and wrote as old programs do. */
  private static final List<Oddity> SIGNED = with(Oddity.FOLDED_BLANKS);

  /**
   * The same of a part, which some programs do not see if its header ends before the empty line.
   */
  private static final List<Oddity> OF_A_PART =
      with(Oddity.FOLDED_BLANKS, Oddity.HEADER_UNENDED, Oddity.MBOX_FROM);

  /**
   * The same in a message that is forwarded or attached. Some programs see one more part after a CR
   * alone, and the end of the header further down after an LF. Some programs drop NUL, so that an
   * unknown name becomes a known one.
   */
  private static final List<Oddity> OF_ANOTHER =
      List.of(Oddity.HEADER_UNENDED, Oddity.BARE_CR, Oddity.HEADER_LINE_ENDS, Oddity.NUL);

  /** Fields that decide the author, the date and the visible content of a message. */
  private static final List<String> DECISIVE =
      List.of("from", "sender", "date", "subject", "mime-version");

  /** Of these any text is allowed, once. */
  private static final List<String> OF_ANY_TEXT = List.of("sender", "subject");

  private static final String DESCRIBING = "content-";

  /** Fields that are looked at, by their names in lower case. */
  private static final List<String> USUAL =
      List.of(
          ("from sender date subject mime-version content-type content-transfer-encoding "
                  + "content-disposition content-description content-id")
              .split(" "));

  /** With which the names of these fields begin: most others need not be looked at further. */
  private static final String FIRST_LETTERS = "fFsSdDmMcC";

  /** Fields with a grammar, by which programs find the parts and what they show of them. */
  private static final Set<String> SYNTAX =
      Set.of("content-type", "content-disposition", "content-transfer-encoding");

  private static final Set<String> PASSED_OVER =
      Set.of("7bit", "8bit", "binary", "quoted-printable");

  /** Thunderbird writes the name of an OpenPGP signature once with it, and once without. */
  private static final Pattern OPENPGP_ENDING = Pattern.compile("\\.(?i:asc|sig|pgp)$");

  private static final List<Oddity> BETWEEN_PARTS =
      List.of(
          Oddity.BOUNDARY_DUPLICATE,
          Oddity.DELIMITER_LOOKALIKE,
          Oddity.DELIMITER_LINE_ENDS,
          Oddity.NUL_IN_LINES);

  private static final List<Oddity> BETWEEN_PARTS_OF_THE_CONTENT =
      Stream.concat(BETWEEN_PARTS.stream(), Stream.of(Oddity.ENCODED_MULTIPART)).toList();

  private static final Finding HEADER = Doubt.of("The header");

  private static final Finding HEADER_OF_SIGNATURE = Doubt.of("The header of the signature part");

  private static final Finding HEADER_OF_CONTENT = Doubt.of("The header of the content");

  private static final Finding HEADER_OF_PART = Doubt.of("The header of a part");

  private final Set<Finding> doubts = new LinkedHashSet<>();

  /** Fields that stand again with the same value, by their names; most messages have none. */
  private Set<String> repeated = Set.of();

  /** The entity whose header was checked last: a message is also its own first layer. */
  private @Nullable Entity looked;

  /** The part that was checked last without a doubt: that of a signed multipart is the content. */
  private @Nullable Entity sound;

  /** The parts whose Base64 was checked: those of a signed multipart are the content as well. */
  private final Set<Entity> decoded = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The message itself, which programs take for MIME by its MIME-Version. */
  private @Nullable Entity message;

  Regularity() {}

  private static List<Oddity> with(Oddity... more) {
    return Stream.concat(IN_ANY.stream(), Stream.of(more)).toList();
  }

  /** The doubts so far, for a part of the message, or another end of it. */
  Regularity(Regularity around) {
    doubts.addAll(around.doubts);
    repeated = around.repeated;
  }

  /** The proof, if there is no doubt. */
  Optional<Proof> proof() {
    return doubts.isEmpty() ? Optional.of(new Proof()) : Optional.empty();
  }

  /** The doubts in one; empty if there is none. */
  Optional<Finding> evidence() {
    Optional<Finding> named =
        doubts.stream().limit(NAMED).reduce((one, next) -> Doubt.of("{0}; {1}", one, next));
    if (doubts.size() <= NAMED) {
      return named;
    }
    return named.map(
        first ->
            doubts.size() < MOST
                ? Doubt.of("{0}; and {1} more", first, doubts.size() - NAMED)
                : Doubt.of("{0}; and others", first));
  }

  /** The names of the fields that a header repeats with the same value. */
  Set<String> repeated() {
    return repeated;
  }

  void doubt(@Nullable Finding doubt) {
    if (doubt != null && doubts.size() < MOST) {
      doubts.add(doubt);
    }
  }

  /** The message as a whole. */
  void message(Entity entity) {
    message = entity;
    header(entity);
  }

  /** The header block of a message, or of a layer of it. */
  void header(Entity entity) {
    if (entity == looked) {
      return;
    }
    looked = entity;
    structure(entity, HEADER);
    fields(entity.header(), HEADER);
  }

  /**
   * A multipart/signed: how its parts are told from each other, and what its second part is.
   *
   * @param decoded the second part without its transfer encoding
   * @param cms what the second part holds
   */
  void multipartSigned(Entity multipart, ByteSource decoded, ContentInfo cms, Limits limits)
      throws IOException {
    delimiters(multipart);
    Entity first = multipart.children().get(0);
    Entity second = multipart.children().get(1);
    part(first);
    structure(second, HEADER_OF_SIGNATURE);
    oddities(second, OF_A_PART, HEADER_OF_SIGNATURE);
    fields(second.header(), HEADER_OF_SIGNATURE);
    if (!SmimeType.isSignature(second)) {
      doubt(
          Doubt.of(
              "The second part is no S/MIME signature by its type, and some programs show it"));
    }
    SignaturePart.content(second, decoded, cms, limits, this::doubt);
  }

  /** An entity that is CMS. */
  void cms(Entity entity) {
    if (!SmimeType.isCms(entity)) {
      doubt(
          Doubt.of(
              "The message is no S/MIME by its type, {0}, to some programs", entity.mediaType()));
    }
    SignaturePart.name(entity, this::doubt);
  }

  /**
   * A MIME entity in the place of CMS, as Exchange hands it out. To other programs it is the file
   * that it is named: they show nothing of it if that is a file of CMS, and no text is around.
   */
  void mimeInPlaceOfCms(Entity entity, Entity inside) {
    if (SmimeType.fileNames(entity).isEmpty() || isInline(entity) || isTextAround(inside)) {
      doubt(
          Doubt.of(
              "A MIME entity stands in the place of CMS, and other programs see no signature"));
    }
    cms(entity);
  }

  private static boolean isInline(Entity entity) {
    HeaderField disposition = entity.header().first("Content-Disposition");
    return disposition != null && disposition.mediaType().type().equals("inline");
  }

  /** Whether a field of the header says what the entity is. */
  static boolean isDescribed(Entity entity) {
    return entity.header().all().stream()
        .anyMatch(field -> looksLike(field).startsWith(DESCRIBING));
  }

  /** The entity that programs read as the content. Its signer signed its header. */
  void content(Entity entity) throws IOException {
    if (entity != sound) {
      signed(entity, SIGNED, HEADER_OF_CONTENT);
      parts(entity, false);
    }
    List<Entity> messages =
        entity.isMessage() ? List.of(entity, entity.children().get(0)) : List.of(entity);
    for (Entity each : messages) {
      Map<String, HeaderField> seen = new HashMap<>();
      for (HeaderField field : each.header().all()) {
        String name = looksLike(field);
        if (DECISIVE.contains(name)) {
          once(field, name, seen, HEADER_OF_CONTENT);
        }
      }
    }
  }

  /** A part of the content, and its parts. */
  private void part(Entity part) throws IOException {
    signed(part, OF_A_PART, HEADER_OF_PART);
    parts(part, false);
    sound = doubts.isEmpty() ? part : null;
  }

  /** A header that the signer signed. */
  private void signed(Entity entity, List<Oddity> odd, Finding where) throws IOException {
    oddities(entity, odd, where);
    lineEnds(entity.header(), where);
    Map<String, HeaderField> seen = new HashMap<>();
    for (HeaderField field : entity.header().all()) {
      String name = looksLike(field);
      if (name.startsWith(DESCRIBING) || name.equals("mime-version")) {
        once(field, name, seen, where);
        byte[] value = field.rawValue();
        Finding wrong = SYNTAX.contains(name) ? FieldGrammar.ofText(value) : null;
        grammar(value, name, wrong, true, where);
      }
    }
    fileNames(entity, where);
    base64(entity);
  }

  /** That all programs decode a part to the same text or file. */
  private void base64(Entity part) throws IOException {
    if (part.transferEncoding().equals("base64")
        && part.children().isEmpty()
        && decoded.add(part)
        && !part.isPureBase64()) {
      doubt(Doubt.of("The Base64 of a part can be decoded in several ways"));
    }
  }

  /** That all programs show one name of a file, on one line. */
  private void fileNames(Entity entity, Finding where) {
    List<String> names = SmimeType.fileNames(entity);
    Set<String> different = new HashSet<>();
    boolean isOpenPgp = entity.mediaType().toString().startsWith("application/pgp-");
    for (String name : names) {
      if (names.size() > 1) {
        String one = Normalizer.normalize(name, Normalizer.Form.NFC).replaceAll("\\s+", "");
        different.add(isOpenPgp ? OPENPGP_ENDING.matcher(one).replaceFirst("") : one);
      }
      if (FieldGrammar.hasLineEnd(name, "\t")) {
        doubt(Doubt.of("{0} has the name of a file with a line end or a control in it", where));
      }
    }
    if (different.size() > 1) {
      doubt(Doubt.of("{0} has two names of a file", where));
    }
  }

  /** How the parts of the content, and theirs, are told from each other. */
  private void parts(Entity multipart, boolean another) throws IOException {
    for (Oddity oddity : BETWEEN_PARTS_OF_THE_CONTENT) {
      if (multipart.oddities().contains(oddity)) {
        doubt(Doubt.of("The parts of the content can be read in more than one way: {0}", oddity));
      }
    }
    if (!another
        && multipart.mediaType().type().equals("multipart")
        && multipart.children().isEmpty()) {
      doubt(Doubt.of("A multipart of the content has no parts, and some programs show it as text"));
    }
    for (Entity part : multipart.children()) {
      if (another || multipart.isMessage()) {
        another(part);
      } else {
        part(part);
      }
    }
  }

  /** A message that another author may have written, or a part of it: what it is, is said once. */
  private void another(Entity entity) throws IOException {
    oddities(entity, OF_ANOTHER, HEADER_OF_PART);
    Map<String, HeaderField> seen = new HashMap<>();
    for (HeaderField field : entity.header().all()) {
      String name = looksLike(field);
      if (SYNTAX.contains(name)) {
        once(field, name, seen, HEADER_OF_PART);
      }
      if (name.equals("content-transfer-encoding")) {
        grammar(field.rawValue(), name, null, true, HEADER_OF_PART);
      }
    }
    base64(entity);
    parts(entity, true);
  }

  private void structure(Entity entity, Finding where) {
    oddities(entity, STRUCTURE, where);
    lineEnds(entity.header(), where);
  }

  private void oddities(Entity entity, List<Oddity> odd, Finding where) {
    for (Oddity oddity : odd) {
      if (entity.oddities().contains(oddity)) {
        doubt(Doubt.of("{0} can be read in more than one way: {1}", where, oddity));
      }
    }
  }

  /** That no program ends a line inside a field. */
  private void lineEnds(HeaderFields header, Finding where) {
    if (header.oddities().contains(Oddity.RAW_8BIT)
        && header.all().stream().anyMatch(field -> FieldGrammar.hasLineEnd(field.raw()))) {
      doubt(Doubt.of("{0} has a field with a letter at which some programs end a line", where));
    }
  }

  private void delimiters(Entity multipart) throws IOException {
    for (Oddity oddity : BETWEEN_PARTS) {
      if (multipart.oddities().contains(oddity)) {
        doubt(Doubt.of("The parts can be told from each other in more than one way: {0}", oddity));
      }
    }
    encoding(multipart);
    doubt(Surroundings.doubt(multipart));
    if (isTextAround(multipart)
        && multipart == message
        && multipart.header().first("MIME-Version") == null) {
      doubt(Doubt.of("There is no MIME-Version, and some programs show the text around the parts"));
    }
  }

  private static boolean isTextAround(Entity multipart) {
    return multipart.oddities().contains(Oddity.PREAMBLE)
        || multipart.oddities().contains(Oddity.EPILOGUE);
  }

  /** A content that travelled with other line ends than those that were signed. */
  void lineEndsChanged(Entity content) {
    if (content.hasDelimiterThatEndsIn(true) && content.hasDelimiterThatEndsIn(false)) {
      doubt(Doubt.of("Line ends were changed on the way, and at some delimiters they were not"));
    }
  }

  /** Octets as they are, and quoted-printable, which Apple Mail writes, all programs pass over. */
  private void encoding(Entity multipart) {
    if (!PASSED_OVER.contains(multipart.transferEncoding())) {
      doubt(Doubt.of("A multipart claims to be encoded, and some programs decode it"));
    }
  }

  /** The fields that decide: once, in no obsolete form, in UTF-8, by their grammar. */
  private void fields(HeaderFields header, Finding where) {
    Map<String, HeaderField> seen = new HashMap<>();
    for (HeaderField field : header.all()) {
      // The one field beside From that a program takes for the author where From is there: mutt
      // adds it. Where From is missing nobody is bound.
      if (field.is("Apparently-From")) {
        doubt(Doubt.of("{0} has a field Apparently-From, which some programs add to From", where));
      } else if (field.is(Delivery.DOUBT)) {
        doubt(Doubt.of("{0} has a field {1}: there was a doubt before", where, Delivery.DOUBT));
      }
      String name = looksLike(field);
      if (!DECISIVE.contains(name) && !name.startsWith(DESCRIBING)) {
        continue;
      }
      once(field, name, seen, where);
      byte[] value = field.rawValue();
      grammar(
          value,
          name,
          OF_ANY_TEXT.contains(name) ? FieldGrammar.ofAnyText(value) : FieldGrammar.ofText(value),
          false,
          where);
    }
  }

  private void grammar(
      byte[] value, String name, @Nullable Finding known, boolean signed, Finding where) {
    Finding wrong =
        known != null
            ? known
            : switch (name) {
              case "from" -> FieldGrammar.ofAddresses(value);
              case "subject" -> FieldGrammar.ofSubject(value);
              case "mime-version" -> signed ? null : FieldGrammar.ofVersion(value);
              case "content-type" -> FieldGrammar.ofMediaType(value, signed);
              case "content-disposition" -> FieldGrammar.ofDisposition(value, signed);
              case "content-transfer-encoding" -> FieldGrammar.ofTransferEncoding(value);
              default -> null;
            };
    if (wrong != null) {
      doubt(
          Doubt.of(
              "{0} has a field {1} that is read in more than one way: {2}",
              where, shown(name), wrong));
    }
  }

  /**
   * That a field says one thing, and is written so that no program takes it for another. Where a
   * gateway wrote one again with the same value, all programs read that value; they show the
   * authors of both fields From.
   */
  private void once(HeaderField field, String name, Map<String, HeaderField> seen, Finding where) {
    if (!field.isWrittenAs(name)) {
      doubt(
          Doubt.of(
              "{0} has a field that may be taken for {1} and is not written so",
              where, shown(name)));
    }
    HeaderField before = seen.putIfAbsent(name, field);
    if (before == null) {
      return;
    }
    if (name.equals("from") || !meaning(before, name).equals(meaning(field, name))) {
      doubt(Doubt.of("{0} has more than one field {1}", where, shown(name)));
    } else if (repeated.size() < MOST) {
      repeated = repeated.isEmpty() ? new TreeSet<>() : repeated;
      repeated.add(shown(name));
    }
  }

  private static String meaning(HeaderField field, String name) {
    return switch (name) {
      case "mime-version" ->
          FieldGrammar.ofVersion(field.rawValue()) == null ? "1.0" : field.value();
      case "content-transfer-encoding" -> field.value().toLowerCase(Locale.ROOT);
      default -> field.value();
    };
  }

  /**
   * The name without the octets that some programs drop, in lower case; empty where it cannot be
   * one that counts.
   */
  private static String looksLike(HeaderField field) {
    String name = field.name();
    for (String usual : USUAL) {
      if (field.is(usual)) {
        return usual;
      }
    }
    StringBuilder visible = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > ' ' && c < 0x7f) {
        if (visible.length() == 0 && FIRST_LETTERS.indexOf(c) < 0) {
          return "";
        }
        visible.append(c);
      }
    }
    return visible.toString().toLowerCase(Locale.ROOT);
  }

  /** The name as the standards write it. */
  private static String shown(String name) {
    StringBuilder text = new StringBuilder(name);
    for (int i = 0; i < text.length(); i++) {
      if (i == 0 || text.charAt(i - 1) == '-') {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return text.toString().replace("Mime-", "MIME-");
  }
}
