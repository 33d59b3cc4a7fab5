package org.smime4j.tika;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentUtil;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeySource;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.Part;
import org.smime4j.trust.Revocation;
import org.smime4j.trust.TrustPolicy;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Opens S/MIME, and lets Tika's parser of mail read what is inside: mail, and CMS in files or among
 * other parts. Mail that is not S/MIME it hands to that parser as it is.
 *
 * <p>What opens and judges comes from the {@link ParseContext}: a {@link MailReader}, or a {@link
 * KeySource} alone, with which no signature is trusted. Without either no encrypted mail opens.
 *
 * <p>Content is parsed only once it was verified. Where a message does not open, or a signature
 * over it is broken, the document has the fields of the header and no text, and {@link
 * SmimeMetadata#FAILURE} says why. {@link UnverifiedContent} asks for content under a broken
 * signature too. Encryption that does not authenticate hides no content: {@link
 * SmimeMetadata#AUTHENTICATED} says so.
 *
 * <pre>{@code
 * ParseContext context = new ParseContext();
 * context.set(MailReader.class, MailReader.with(Decryptor.with(keys), Verifier.trusting(trust)));
 * new AutoDetectParser().parse(stream, handler, metadata, context);
 * }</pre>
 */
public final class SmimeParser implements Parser {

  private static final long serialVersionUID = 1L;

  private static final MediaType MAIL = MediaType.parse("message/rfc822");
  private static final Set<MediaType> TYPES =
      Set.of(
          MAIL,
          MediaType.application("pkcs7-mime"),
          MediaType.application("x-pkcs7-mime"),
          MediaType.application("pkcs7-signature"),
          MediaType.application("x-pkcs7-signature"));

  /** Tika makes it where it finds this module; so may anybody. */
  public SmimeParser() {}

  @Override
  public Set<MediaType> getSupportedTypes(ParseContext context) {
    return TYPES;
  }

  /**
   * Opens a message and parses what is inside.
   *
   * @throws TikaException if Tika's parser of mail cannot read it
   * @throws IOException if the medium fails
   */
  @Override
  public void parse(
      InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException, TikaException {
    MessagesInside inside = context.get(MessagesInside.class);
    if (inside != null) {
      parse(stream, handler, metadata, context, inside);
      return;
    }
    context.set(MessagesInside.class, new MessagesInside());
    try {
      parse(stream, handler, metadata, context, context.get(MessagesInside.class));
    } finally {
      context.set(MessagesInside.class, null);
    }
  }

  private static void parse(
      InputStream stream,
      ContentHandler handler,
      Metadata metadata,
      ParseContext context,
      MessagesInside inside)
      throws IOException, SAXException, TikaException {
    boolean isMail = isMail(metadata.get(Metadata.CONTENT_TYPE));
    SmimeMetadata said = new SmimeMetadata(metadata);
    try (TemporaryResources files = new TemporaryResources()) {
      Octets message = Octets.of(TikaInputStream.get(stream, files, metadata).getPath());
      if (!inside.admitsOneMore()) {
        said.failed("TOO_MANY_INSIDE", "one message holds more of them than are opened");
        write(isMail ? OuterHeader.of(message) : null, handler, metadata, context);
        said.write();
        return;
      }
      try (OpenedMail mail = reader(context).open(message)) {
        parse(message, isMail, mail, said, handler, metadata, context);
      } finally {
        // Last: a document must not say of itself what only this parser says.
        said.write();
      }
    }
  }

  private static boolean isMail(@Nullable String type) {
    MediaType parsed = type == null ? null : MediaType.parse(type);
    return parsed == null || parsed.getBaseType().equals(MAIL);
  }

  private static MailReader reader(ParseContext context) {
    MailReader reader = context.get(MailReader.class);
    KeySource keys = context.get(KeySource.class, KeyHistory.empty());
    return reader != null
        ? reader
        : MailReader.with(
            Decryptor.with(keys),
            Verifier.trusting(
                TrustPolicy.withoutAnchors("the ParseContext has no MailReader")
                    .revocation(Revocation.notChecked("the ParseContext has no MailReader"))));
  }

  private static void parse(
      Octets message,
      boolean isMail,
      OpenedMail mail,
      SmimeMetadata said,
      ContentHandler handler,
      Metadata metadata,
      ParseContext context)
      throws IOException, SAXException, TikaException {
    if (mail.wholeLayers().isEmpty() && mail.failure().isEmpty()) {
      if (isMail) {
        parseMail(message.open(), handler, metadata, context);
      } else {
        said.failed("NOT_SMIME", "it is no CMS that is read");
        write(null, handler, metadata, context);
      }
      return;
    }
    said.opened(mail);
    Octets header = isMail ? OuterHeader.of(message, mail) : null;
    Octets content;
    try {
      content = content(mail, context);
    } catch (SmimeException e) {
      said.failed(e);
      write(header, handler, metadata, context);
      return;
    }
    if (content == null) {
      write(header, handler, metadata, context);
    } else if (mail.root().map(Part::isEntity).orElse(true)) {
      InputStream entity = content.open();
      parseMail(
          header == null ? entity : OuterHeader.before(header, entity), handler, metadata, context);
    } else {
      XHTMLContentHandler page = new XHTMLContentHandler(handler, metadata);
      page.startDocument();
      try (TikaInputStream inside = TikaInputStream.get(content.open())) {
        EmbeddedDocumentUtil.getEmbeddedDocumentExtractor(context)
            .parseEmbedded(inside, page, new Metadata(), true);
      }
      page.endDocument();
    }
    said.subject(mail);
  }

  /** Null where there is none: certificates, a receipt, a signature alone. */
  private static @Nullable Octets content(OpenedMail mail, ParseContext context)
      throws SmimeException {
    if (!mail.hasContent() && mail.failure().isEmpty()) {
      return null;
    }
    UnverifiedContent wanted = context.get(UnverifiedContent.class);
    return wanted == null ? mail.unauthenticatedContent() : mail.unverifiedContent(wanted.reason());
  }

  /** A document without text. */
  private static void write(
      @Nullable Octets header, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException, TikaException {
    if (header != null) {
      parseMail(
          OuterHeader.before(header, InputStream.nullInputStream()), handler, metadata, context);
      return;
    }
    XHTMLContentHandler page = new XHTMLContentHandler(handler, metadata);
    page.startDocument();
    page.endDocument();
  }

  private static void parseMail(
      InputStream mail, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException, TikaException {
    try (TikaInputStream stream = TikaInputStream.get(mail)) {
      new RFC822Parser().parse(stream, handler, metadata, context);
    }
  }
}
