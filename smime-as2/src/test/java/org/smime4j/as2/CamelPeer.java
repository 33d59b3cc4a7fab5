package org.smime4j.as2;

import java.net.URI;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.as2.api.AS2AsyncMDNServerConnection;
import org.apache.camel.component.as2.api.AS2ClientConnection;
import org.apache.camel.component.as2.api.AS2ClientManager;
import org.apache.camel.component.as2.api.AS2EncryptionAlgorithm;
import org.apache.camel.component.as2.api.AS2MessageStructure;
import org.apache.camel.component.as2.api.AS2ServerConnection;
import org.apache.camel.component.as2.api.AS2ServerManager;
import org.apache.camel.component.as2.api.AS2SignatureAlgorithm;
import org.apache.camel.component.as2.api.entity.AS2DispositionModifier;
import org.apache.camel.component.as2.api.entity.AS2MessageDispositionNotificationEntity;
import org.apache.camel.component.as2.api.entity.EntityParser;
import org.apache.camel.component.as2.api.entity.MimeEntity;
import org.apache.camel.component.as2.api.entity.MultipartMimeEntity;
import org.apache.camel.component.as2.api.entity.MultipartSignedEntity;
import org.apache.camel.component.as2.api.exception.AS2ErrorDispositionException;
import org.apache.camel.component.as2.api.protocol.ResponseMDN;
import org.apache.camel.component.as2.api.util.HttpMessageUtils;
import org.apache.camel.component.as2.api.util.HttpMessageUtils.DecrpytingAndSigningInfo;
import org.apache.camel.component.as2.api.util.MicUtils;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntityContainer;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** The client and the two servers of Apache Camel's camel-as2-api. */
final class CamelPeer implements Peer {

  private static final Certificate[] SENDER = {Partners.SENDER.certificate()};
  private static final Certificate[] RECEIVER = {Partners.RECEIVER.certificate()};

  private final int messages = Phase2Peer.free();
  private final int mdns = Phase2Peer.free();
  private final AS2ServerConnection server;
  private final AS2AsyncMDNServerConnection mdnServer;
  private volatile CompletableFuture<Understood> awaited = new CompletableFuture<>();

  CamelPeer() throws Exception {
    server =
        new AS2ServerConnection(
            "1.1",
            "Camel",
            "localhost",
            messages,
            AS2SignatureAlgorithm.SHA256WITHRSA,
            RECEIVER,
            Partners.RECEIVER.key(),
            Partners.RECEIVER.key(),
            null,
            SENDER,
            null,
            null,
            null,
            null);
    server.registerConsumerConfiguration(
        "/",
        new AS2ServerConnection.AS2ConsumerConfiguration(
            AS2SignatureAlgorithm.SHA256WITHRSA,
            RECEIVER,
            Partners.RECEIVER.key(),
            Partners.RECEIVER.key(),
            SENDER));
    // What the consumer of the component camel-as2 does with a request.
    server.listen(
        "/",
        (request, response, context) -> {
          new AS2ServerManager(server).handleMDNResponse(context, "MDN", "receiver@example.org");
          try {
            EntityParser.parseAS2MessageEntity(request);
            HttpMessageUtils.extractEdiPayload(
                request, new DecrpytingAndSigningInfo(SENDER, Partners.RECEIVER.key()));
          } catch (AS2ErrorDispositionException e) {
            context.setAttribute(ResponseMDN.DISPOSITION_MODIFIER, e.getDispositionModifier());
          } catch (RuntimeException e) {
            throw new HttpException("Failed to process AS2 message", e);
          }
        });
    mdnServer = new AS2AsyncMDNServerConnection(mdns, null);
    mdnServer.receive(
        "/mdn",
        (request, response, context) -> {
          EntityParser.parseAS2MessageEntity(request);
          awaited.complete(understood(request, null));
        });
  }

  @Override
  public String name() {
    return "Camel";
  }

  @Override
  public URI receiver() {
    return URI.create("http://127.0.0.1:" + messages + "/");
  }

  /** Camel parses the MDN and compares nothing, so what it parsed is what it understood. */
  private static Understood understood(HttpMessage answer, @Nullable ClassicHttpRequest sent)
      throws HttpException {
    // Their HttpMessageUtils.getEntity returns null for every response.
    MimeEntity outer = (MimeEntity) ((HttpEntityContainer) answer).getEntity();
    boolean signed = outer instanceof MultipartSignedEntity;
    MimeEntity report = outer instanceof MultipartSignedEntity s ? s.getSignedDataEntity() : outer;
    AS2MessageDispositionNotificationEntity mdn =
        (AS2MessageDispositionNotificationEntity) ((MultipartMimeEntity) report).getPart(1);
    AS2DispositionModifier modifier = mdn.getDispositionModifier();
    String disposition =
        mdn.getDispositionType() + (modifier == null ? "" : "/" + modifier.getModifier());
    MicUtils.ReceivedContentMic mic = mdn.getReceivedContentMic();
    MicUtils.ReceivedContentMic own =
        sent == null
            ? null
            : MicUtils.createReceivedContentMic(sent, SENDER, Partners.RECEIVER.key());
    boolean matches =
        mic != null
            && own != null
            && mic.getEncodedMessageDigest().equals(own.getEncodedMessageDigest());
    boolean success = disposition.equals("processed") || (modifier != null && modifier.isWarning());
    return new Understood(disposition, success, matches, signed);
  }

  @Override
  public Understood send(URI to, @Nullable String options, boolean asynchronous) throws Exception {
    awaited = new CompletableFuture<>();
    AS2ClientConnection connection =
        new AS2ClientConnection(
            "1.1",
            "Camel",
            "localhost",
            to.getHost(),
            to.getPort(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            1,
            Duration.ofSeconds(60),
            null,
            null);
    HttpCoreContext context =
        new AS2ClientManager(connection)
            .send(
                "ISA*00*          *00*~\r\n",
                to.getPath(),
                "an order",
                "sender@example.org",
                "Sender",
                "Receiver",
                AS2MessageStructure.SIGNED_ENCRYPTED,
                "application/edi-x12",
                "US-ASCII",
                "7bit",
                AS2SignatureAlgorithm.SHA256WITHRSA,
                SENDER,
                Partners.SENDER.key(),
                null,
                "sender@example.org",
                options == null ? null : options.replaceAll(".*micalg=[a-z]*, *", ""),
                AS2EncryptionAlgorithm.AES256_CBC,
                RECEIVER,
                null,
                asynchronous ? "http://127.0.0.1:" + mdns + "/mdn" : null,
                null,
                null,
                null);
    ClassicHttpRequest sent =
        (ClassicHttpRequest) context.getAttribute(AS2ClientManager.HTTP_REQUEST);
    if (asynchronous) {
      return awaited.get(60, TimeUnit.SECONDS);
    }
    return understood((HttpMessage) context.getAttribute(AS2ClientManager.HTTP_RESPONSE), sent);
  }

  @Override
  public void close() {
    server.close();
    mdnServer.close();
  }
}
