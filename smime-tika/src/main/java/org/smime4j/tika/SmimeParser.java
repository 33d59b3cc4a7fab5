package org.smime4j.tika;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.jspecify.annotations.Nullable;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeySource;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Opens S/MIME messages, and passes their content to Tika's mail parser. It reads mail, and CMS in
 * files or among other parts. It passes mail without S/MIME to that parser unchanged.
 *
 * <p>Put a {@link MailReader} into the {@link ParseContext}, or only a {@link KeySource}; without a
 * reader, no signature is trusted. Without either, no encrypted mail opens.
 *
 * <p>The parser verifies content before it parses it. If a message does not open, or a signature
 * over it is broken, the document has the header fields and no text. {@link SmimeMetadata#FAILURE}
 * then has the reason. The same is true of an encrypted part beside other parts. Set an {@link
 * Extraction} in the context to parse more. The parser also parses unauthenticated content, and
 * {@link SmimeMetadata#AUTHENTICATED} reports it.
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

  /** Only the header of a message is wanted. */
  private static final EmbeddedDocumentExtractor NO_PARTS =
      new EmbeddedDocumentExtractor() {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
          return false;
        }

        @Override
        public void parseEmbedded(
            InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml) {
          // nothing of it is parsed
        }
      };

  /** One parser for all messages, because it loads Tika's detectors once. */
  private final RFC822Parser mailParser = new RFC822Parser();

  /** Creates a parser. Tika calls this if it finds this module; other programs may call it too. */
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
    MessagesInside outer = context.get(MessagesInside.class);
    MessagesInside inside = outer == null ? new MessagesInside(reader(context)) : outer;
    boolean isMail = isMail(metadata.get(Metadata.CONTENT_TYPE));
    SmimeMetadata said = new SmimeMetadata(metadata);
    Document document = new Document(handler, metadata, context);
    context.set(MessagesInside.class, inside);
    try (TemporaryResources files = new TemporaryResources()) {
      ByteSource message = ByteSource.of(TikaInputStream.get(stream, files, metadata).getPath());
      if (!inside.admitsOneMore()) {
        said.failed("TOO_MANY_INSIDE", "one message holds more of them than are opened");
        write(isMail ? message : null, document);
        return;
      }
      try (OpenedMail mail = inside.reader().open(message)) {
        parse(message, isMail, outer != null, mail, said, document);
      }
    } finally {
      context.set(MessagesInside.class, outer);
      // This comes last: a document must not set metadata that only this parser sets.
      said.write();
    }
  }

  /** The output of the parser. */
  private record Document(ContentHandler handler, Metadata metadata, ParseContext context) {}

  private static boolean isMail(@Nullable String type) {
    MediaType parsed = type == null ? null : MediaType.parse(type);
    return parsed == null || parsed.getBaseType().equals(MAIL);
  }

  private static MailReader reader(ParseContext context) {
    MailReader reader = context.get(MailReader.class);
    KeySource keys = context.get(KeySource.class, KeyHistory.of());
    return reader != null
        ? reader
        : MailReader.with(
            Decryptor.with(keys),
            Verifier.trusting(
                TrustPolicy.withoutAnchors("the ParseContext has no MailReader")
                    .revocation(Revocation.notChecked("the ParseContext has no MailReader"))));
  }

  private void parse(
      ByteSource message,
      boolean isMail,
      boolean isErrant,
      OpenedMail mail,
      SmimeMetadata said,
      Document document)
      throws IOException, SAXException, TikaException {
    if (mail.layers().stream().noneMatch(Layer::isWhole) && mail.failure().isEmpty()) {
      if (isMail) {
        parseMail(message.open(), document);
      } else {
        said.failed("NOT_SMIME", "it is no CMS that is read");
        write(null, document);
      }
      return;
    }
    said.opened(mail);
    Extraction extraction = document.context().get(Extraction.class, Extraction.VERIFIED);
    ByteSource content = null;
    if (isErrant && extraction == Extraction.VERIFIED && mail.encryption().isPresent()) {
      said.failed("ERRANT", "an encrypted message among the parts of another stays closed");
    } else if (mail.hasContent() || mail.failure().isPresent()) {
      try {
        content = content(mail, extraction);
      } catch (SmimeException e) {
        said.failed(e);
      }
    }
    if (content == null) {
      write(isMail ? mail.delivery().unchanged() : null, document);
    } else {
      parseMail(content.open(), document);
    }
    said.fields(mail);
  }

  /** The content under the header that was judged. */
  private static ByteSource content(OpenedMail mail, Extraction extraction) throws IOException {
    Delivery delivery = mail.delivery();
    return extraction == Extraction.BROKEN_TOO
        ? delivery.unverified("the caller wants what is broken too").plaintext()
        : delivery.plaintext();
  }

  /** A document without text; the fields of a message's header are in its metadata. */
  private void write(@Nullable ByteSource message, Document document)
      throws IOException, SAXException, TikaException {
    XHTMLContentHandler page = new XHTMLContentHandler(document.handler(), document.metadata());
    if (message != null) {
      ParseContext alone = new ParseContext();
      alone.set(EmbeddedDocumentExtractor.class, NO_PARTS);
      parseMail(message.open(), new Document(new DefaultHandler(), document.metadata(), alone));
    }
    page.startDocument();
    page.endDocument();
  }

  private void parseMail(InputStream mail, Document document)
      throws IOException, SAXException, TikaException {
    try (TikaInputStream stream = TikaInputStream.get(mail)) {
      mailParser.parse(stream, document.handler(), document.metadata(), document.context());
    }
  }
}
