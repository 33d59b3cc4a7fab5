package org.smime4j.as2;

import com.helger.as2lib.cert.CertificateFactory;
import com.helger.as2lib.cert.ECertificatePartnershipType;
import com.helger.as2lib.client.AS2Client;
import com.helger.as2lib.client.AS2ClientRequest;
import com.helger.as2lib.client.AS2ClientResponse;
import com.helger.as2lib.client.AS2ClientSettings;
import com.helger.as2lib.crypto.ECryptoAlgorithmCrypt;
import com.helger.as2lib.crypto.ECryptoAlgorithmSign;
import com.helger.as2lib.crypto.IMICMatchingHandler;
import com.helger.as2lib.exception.AS2Exception;
import com.helger.as2lib.message.AS2Message;
import com.helger.as2lib.message.AS2MessageMDN;
import com.helger.as2lib.message.IMessage;
import com.helger.as2lib.partner.Partnership;
import com.helger.as2lib.partner.SelfFillingPartnershipFactory;
import com.helger.as2lib.processor.DefaultMessageProcessor;
import com.helger.as2lib.processor.receiver.AS2MDNReceiverModule;
import com.helger.as2lib.processor.receiver.AS2ReceiverModule;
import com.helger.as2lib.processor.receiver.AbstractActiveNetModule;
import com.helger.as2lib.processor.receiver.net.AS2MDNReceiverHandler;
import com.helger.as2lib.processor.sender.AsynchMDNSenderModule;
import com.helger.as2lib.session.AS2Session;
import com.helger.commons.collection.attr.StringMap;
import com.helger.security.keystore.EKeyStoreType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The client and the two servers of phase2's as2-lib. */
final class Phase2Peer implements Peer {

  private static final String PASSWORD = "password";

  private final byte[] keys = keys();
  private final Path folder;
  private final int messages = free();
  private final int mdns = free();
  private final DefaultMessageProcessor processor = new DefaultMessageProcessor();
  private volatile CompletableFuture<Understood> awaited = new CompletableFuture<>();

  Phase2Peer(Path folder) throws Exception {
    this.folder = folder;
    AS2Session session = new AS2Session();
    session.setMessageProcessor(processor);
    pending(processor);
    session.setPartnershipFactory(new SelfFillingPartnershipFactory());
    CertificateFactory certificates =
        new CertificateFactory() {
          @Override
          public String getAlias(Partnership of, ECertificatePartnershipType side) {
            boolean sender = side == ECertificatePartnershipType.SENDER;
            String name = sender ? of.getSenderAS2ID() : of.getReceiverAS2ID();
            return name.toLowerCase(Locale.ROOT);
          }
        };
    certificates.initDynamicComponent(
        session, new StringMap(CertificateFactory.ATTR_TYPE, EKeyStoreType.PKCS12.getID()));
    certificates.setPassword(PASSWORD);
    certificates.setSaveChangesToFile(false);
    certificates.load(new ByteArrayInputStream(keys), PASSWORD.toCharArray());
    session.setCertificateFactory(certificates);
    AS2ReceiverModule receiver = new AS2ReceiverModule();
    receiver.initDynamicComponent(session, listening(messages));
    processor.addModule(receiver);
    AsynchMDNSenderModule sender = new AsynchMDNSenderModule();
    sender.initDynamicComponent(session, null);
    processor.addModule(sender);
    AS2MDNReceiverModule mdnReceiver =
        new AS2MDNReceiverModule() {
          @Override
          public AS2MDNReceiverHandler createHandler() {
            AS2MDNReceiverHandler handler = super.createHandler();
            handler.setIncomingMDNCallback(
                (sync, mdn, from, to, disposition, mic, id, signed, matches) ->
                    awaited.complete(understood(disposition, matches, signed)));
            return handler;
          }

          @Override
          public void handleError(IMessage message, AS2Exception e) {
            awaited.completeExceptionally(e);
          }
        };
    mdnReceiver.initDynamicComponent(session, listening(mdns));
    processor.addModule(mdnReceiver);
    processor.startActiveModules();
  }

  private void pending(DefaultMessageProcessor of) throws Exception {
    of.setPendingMDNFolder(Files.createDirectories(folder.resolve("pending")).toString());
    of.setPendingMDNInfoFolder(Files.createDirectories(folder.resolve("info")).toString());
  }

  private StringMap listening(int port) {
    StringMap attributes = new StringMap(AbstractActiveNetModule.ATTR_ADDRESS, "127.0.0.1");
    attributes.putIn(AbstractActiveNetModule.ATTR_PORT, Integer.toString(port));
    attributes.putIn(
        AbstractActiveNetModule.ATTR_ERROR_DIRECTORY, folder.resolve("errors").toString());
    return attributes;
  }

  static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static byte[] keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "sender",
        Partners.SENDER.key(),
        PASSWORD.toCharArray(),
        new Certificate[] {Partners.SENDER.certificate()});
    keys.setKeyEntry(
        "receiver",
        Partners.RECEIVER.key(),
        PASSWORD.toCharArray(),
        new Certificate[] {Partners.RECEIVER.certificate()});
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    keys.store(file, PASSWORD.toCharArray());
    return file.toByteArray();
  }

  /** They take an MDN for an error unless its type is processed, and the modifier a warning. */
  private static Understood understood(
      @Nullable String disposition, boolean matches, boolean signed) {
    String plain = disposition == null ? null : disposition.replaceFirst("^[^;]*;\\s*", "");
    boolean success =
        plain != null && (plain.equals("processed") || plain.startsWith("processed/warning"));
    return new Understood(plain, success, matches, signed);
  }

  @Override
  public String name() {
    return "as2-lib";
  }

  @Override
  public URI receiver() {
    return URI.create("http://127.0.0.1:" + messages + "/");
  }

  @Override
  public Understood send(URI to, @Nullable String options, boolean asynchronous) throws Exception {
    AtomicBoolean matches = new AtomicBoolean();
    AS2ClientSettings settings =
        new AS2ClientSettings()
            .setKeyStore(EKeyStoreType.PKCS12, keys, PASSWORD)
            .setSenderData("Sender", "sender@example.org", "sender")
            .setReceiverData("Receiver", "receiver", to.toString())
            .setPartnershipName("Sender-Receiver")
            .setEncryptAndSign(
                ECryptoAlgorithmCrypt.CRYPT_AES256_CBC, ECryptoAlgorithmSign.DIGEST_SHA_256)
            .setMDNRequested(true)
            .setMDNOptions(options)
            .setMICMatchingHandler(
                new IMICMatchingHandler() {
                  @Override
                  public void onMICMatch(IMessage message, String mic) {
                    matches.set(true);
                  }

                  @Override
                  public void onMICMismatch(
                      IMessage message, @Nullable String ours, @Nullable String theirs) {
                    matches.set(false);
                  }
                });
    if (asynchronous) {
      awaited = new CompletableFuture<>();
      settings.setAsyncMDNUrl("http://127.0.0.1:" + mdns + "/mdn");
    }
    AS2ClientRequest request = new AS2ClientRequest("an order");
    request.setContentType("application/edi-x12");
    request.setData("ISA*00*          *00*~\r\n".getBytes(StandardCharsets.US_ASCII));
    AS2Client client =
        new AS2Client() {
          @Override
          protected void initMessageProcessor(AS2Session session) throws AS2Exception {
            super.initMessageProcessor(session);
            DefaultMessageProcessor own = (DefaultMessageProcessor) session.getMessageProcessor();
            try {
              pending(own);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        };
    AS2ClientResponse response = client.sendSynchronous(settings, request);
    if (asynchronous) {
      if (response.hasException()) {
        throw new AssertionError(response.getException());
      }
      return awaited.get(60, TimeUnit.SECONDS);
    }
    if (!response.hasMDN()) {
      throw new AssertionError(response.getException());
    }
    boolean signed =
        response.getMDN().attrs().getAsBoolean(AS2Message.ATTRIBUTE_RECEIVED_SIGNED, false);
    String disposition = response.getMDN().attrs().getAsString(AS2MessageMDN.MDNA_DISPOSITION);
    Understood read = understood(disposition, matches.get(), signed);
    return new Understood(read.disposition(), !response.hasException(), matches.get(), signed);
  }

  @Override
  public void close() {
    processor.stopActiveModules();
  }
}
