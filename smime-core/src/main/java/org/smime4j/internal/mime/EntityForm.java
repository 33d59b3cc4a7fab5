package org.smime4j.internal.mime;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

/**
 * The entity that is signed or encrypted in place of a message: its content fields and its body, in
 * canonical form (RFC 8551 section 3.1). What need not change is copied as it stands.
 */
public final class EntityForm {

  /** Why a relay may still change the entity. */
  public enum Remark {
    /** Raw 8-bit octets or overlong lines stand in a part's header or around the parts. */
    HEADER_NOT_SAFE,
    /** A part that is signed itself is not 7-bit; to encode it would break its signature. */
    SIGNED_PART_NOT_SAFE
  }

  private final ByteSource source;
  private final AddedHeader added;
  private final List<ByteSource> pieces = new ArrayList<>();
  private final Set<Remark> remarks = EnumSet.noneOf(Remark.class);

  /** What is left out, in its order. */
  private final List<Cut> cuts = new ArrayList<>();

  private record Cut(long from, long to) {}

  private long copied;

  private EntityForm(ByteSource source, AddedHeader added) {
    this.source = source;
    this.added = added;
  }

  /** With CRLF, but for bodies that are binary: what goes into an envelope. */
  public static EntityForm canonical(ByteSource source, Entity root, AddedHeader added)
      throws IOException {
    EntityForm form = new EntityForm(source, added);
    form.header(root);
    for (Entity entity : inOrder(root)) {
      if (isLeaf(entity) && entity.transferEncoding().equals("binary")) {
        form.replace(entity.bodyStart(), entity.end(), entity.body());
      }
    }
    form.copyTo(root.end());
    return form;
  }

  /** The canonical form of a message whose body is canonical already. */
  public static EntityForm ofCanonical(ByteSource source, Entity root) throws IOException {
    EntityForm form = new EntityForm(source, AddedHeader.NONE);
    form.header(root);
    form.pieces.add(root.body());
    form.copied = root.end();
    return form;
  }

  /**
   * With CRLF and in 7-bit lines of at most 998 characters: what is signed. Bodies that are not so
   * are encoded anew, quoted-printable or Base64; parts that are signed themselves stay as they
   * are. Text around the parts of a multipart is left out: no program shows it, and some fail on it
   * in what is signed. What is signed itself and attached messages keep it.
   */
  public static EntityForm sevenBit(ByteSource source, Entity root, AddedHeader added)
      throws IOException {
    EntityForm form = new EntityForm(source, added);
    List<Entity> all = inOrder(root);
    if (!TextSurvey.of(added.fields()).isSafe()) {
      form.remarks.add(Remark.HEADER_NOT_SAFE);
    }
    boolean claimsMore = all.stream().anyMatch(EntityForm::claimsMoreThanSevenBit);
    form.cutTextAround(all);
    TextSurvey survey = TextSurvey.of(root.body());
    if (survey.isSafe() && !claimsMore) {
      form.header(root);
      if (survey.isCanonical() && form.cuts.isEmpty()) {
        form.pieces.add(root.body());
        form.copied = root.end();
      }
    } else {
      form.encode(root, all);
    }
    form.copyTo(root.end());
    return form;
  }

  private void cutTextAround(List<Entity> all) {
    for (int i = 0; i < all.size(); i++) {
      Entity entity = all.get(i);
      if (entity.mediaType().is("multipart", "signed") || entity.isMessage()) {
        while (i + 1 < all.size() && all.get(i + 1).start() < entity.end()) {
          i++;
        }
      } else {
        if (entity.oddities().contains(Oddity.PREAMBLE)) {
          cuts.add(new Cut(entity.bodyStart(), entity.preambleEnd()));
        }
        if (entity.oddities().contains(Oddity.EPILOGUE)) {
          cuts.add(new Cut(entity.epilogueStart(), entity.end()));
        }
      }
    }
    cuts.sort(Comparator.comparingLong(Cut::from));
  }

  private void encode(Entity root, List<Entity> all) throws IOException {
    if (isLeaf(root)) {
      leaf(root);
      return;
    }
    header(root);
    for (int i = 1; i < all.size(); i++) {
      Entity entity = all.get(i);
      if (entity.mediaType().is("multipart", "signed")) {
        if (!TextSurvey.of(entity.raw()).isSafe()) {
          remarks.add(Remark.SIGNED_PART_NOT_SAFE);
        }
        while (i + 1 < all.size() && all.get(i + 1).start() < entity.end()) {
          i++;
        }
      } else {
        if (!TextSurvey.of(entity.rawHeader()).isSafe()) {
          remarks.add(Remark.HEADER_NOT_SAFE);
        }
        if (isLeaf(entity)) {
          leaf(entity);
        } else if (claimsMoreThanSevenBit(entity)) {
          header(entity, "7bit");
        }
      }
    }
  }

  private void leaf(Entity entity) throws IOException {
    String encoding = entity.transferEncoding();
    TextSurvey survey = TextSurvey.of(entity.body());
    boolean binary = encoding.equals("binary");
    if (survey.isSafe() && !binary) {
      if (claimsMoreThanSevenBit(entity)) {
        header(entity, "7bit");
      } else if (entity.start() == 0 && copied == 0) {
        header(entity);
      }
      return;
    }
    boolean identity = binary || encoding.equals("7bit") || encoding.equals("8bit");
    if (!identity && !encoding.equals("base64") && !encoding.equals("quoted-printable")) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.TRANSFER_ENCODING,
          "a part with the transfer encoding "
              + encoding.replaceAll("[^!-~]", "?")
              + " is not 7-bit and cannot be encoded anew; encode it in Base64 before signing");
    }
    ByteSource content =
        binary
            ? entity.body()
            : identity
                ? CanonicalText.crlf(entity.body())
                : TransferCoding.decode(entity, deviation -> {});
    boolean quotedPrintable =
        !binary && entity.mediaType().type().equals("text") && (survey.isMostlyText() || !identity);
    header(entity, quotedPrintable ? "quoted-printable" : "base64");
    replace(
        entity.bodyStart(),
        entity.end(),
        quotedPrintable ? QuotedPrintable.encode(content) : Base64Text.encode(content));
  }

  /** The root's header without what stays outside. */
  private void header(Entity root) throws IOException {
    header(root, claimsMoreThanSevenBit(root) && !isLeaf(root) ? "7bit" : "");
  }

  private void header(Entity entity, String encoding) throws IOException {
    replace(entity.start(), entity.bodyStart(), fields(entity, encoding));
  }

  private ByteSource fields(Entity entity, String encoding) throws IOException {
    boolean outermost = entity.start() == 0;
    HeaderWriter writer = new HeaderWriter();
    if (outermost) {
      writer.copy(added.fields());
    }
    boolean typed = false;
    for (HeaderField field : entity.header().all()) {
      if (outermost && !isContentField(field)) {
        continue;
      }
      if (outermost && field.is("Content-Type")) {
        typed = true;
        writer.contentType(field, added.parameters());
      } else if (encoding.isEmpty() || !field.is("Content-Transfer-Encoding")) {
        writer.copy(field);
      }
    }
    if (outermost && !typed) {
      writer.contentType(null, added.parameters());
    }
    if (!encoding.isEmpty()) {
      writer.field("Content-Transfer-Encoding", encoding);
    }
    return writer.end();
  }

  /** Whether a field describes the content, and moves inside with it. */
  public static boolean isContentField(HeaderField field) {
    return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
  }

  private static boolean isLeaf(Entity entity) {
    return entity.children().isEmpty() && !entity.isMultipart();
  }

  private static boolean claimsMoreThanSevenBit(Entity entity) {
    return entity.transferEncoding().equals("8bit") || entity.transferEncoding().equals("binary");
  }

  private static List<Entity> inOrder(Entity root) {
    List<Entity> all = new ArrayList<>();
    Deque<Entity> next = new ArrayDeque<>(List.of(root));
    while (!next.isEmpty()) {
      Entity entity = next.pop();
      all.add(entity);
      List<Entity> children = new ArrayList<>(entity.children());
      Collections.reverse(children);
      children.forEach(next::push);
    }
    return all;
  }

  private void replace(long from, long to, ByteSource by) {
    copyTo(from);
    pieces.add(by);
    copied = to;
  }

  private void copyTo(long to) {
    while (!cuts.isEmpty() && cuts.get(0).from() < to) {
      Cut cut = cuts.remove(0);
      if (cut.to() > copied) {
        copyAll(Math.max(copied, cut.from()));
        copied = cut.to();
      }
    }
    copyAll(to);
  }

  private void copyAll(long to) {
    if (to > copied) {
      pieces.add(CanonicalText.crlf(source.slice(copied, to)));
      copied = to;
    }
  }

  /** The entity. */
  public ByteSource octets() {
    return new JoinedOctets(pieces);
  }

  /** Why a relay may still change it; mostly empty. */
  public Set<Remark> remarks() {
    return Collections.unmodifiableSet(remarks);
  }
}
