import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.time.Instant;
import java.util.*;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.*;
import org.bouncycastle.mail.smime.validator.SignedMailValidator;

/** Reads one message with Bouncy Castle's mail module, as its own samples do: SignedMailValidator judges signatures, and compares From itself. */
public class BouncyCastleMail {

  static final Session SESSION = Session.getInstance(new Properties());
  static final Map<String, String> ENV = System.getenv();

  public static void main(String[] files) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    byte[] octets = Files.readAllBytes(Path.of(files[0]));
    String from = ENV.getOrDefault("KIT_FROM", message("", octets).getHeader("From", ", "));
    String field = from == null ? "" : "From: " + from + "\r\n", word = "opened";
    int layers = 0;
    try {
      for (; layers < 8; layers++) {
        MimeMessage at = message(layers == 0 ? "" : field, octets);
        MimeBodyPart inner;
        String type = at.isMimeType("multipart/signed") ? "" : cms(at);
        if (type == null) {
          break;
        } else if (type.isEmpty() || type.equals("1.2.840.113549.1.7.2")) {
          SMIMESigned signed = type.isEmpty() ? new SMIMESigned((MimeMultipart) at.getContent()) : new SMIMESigned(at);
          word = verdict(at);
          inner = signed.getContent();
        } else if (type.equals("1.2.840.113549.1.9.16.1.9")) {
          inner = SMIMEUtil.toMimeBodyPart(new SMIMECompressed(at).getContent(new ZlibExpanderProvider()));
        } else {
          inner = decrypted((type.endsWith(".23") ? new SMIMEAuthEnveloped(at).getRecipientInfos() : new SMIMEEnveloped(at).getRecipientInfos()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inner.writeTo(out);
        octets = out.toByteArray();
      }
      if (layers > 0) {
        Files.write(Path.of(files[1]), octets);
      }
      System.out.println(layers > 0 ? word : "failed no layer");
    } catch (Exception | LinkageError e) {
      System.out.println("failed " + String.valueOf(e).replace('\n', ' '));
    }
  }

  static MimeMessage message(String field, byte[] octets) throws Exception {
    return new MimeMessage(SESSION, new SequenceInputStream(new ByteArrayInputStream(field.getBytes("UTF-8")), new ByteArrayInputStream(octets)));
  }

  static String cms(MimeMessage at) throws Exception {
    boolean smime = at.isMimeType("application/pkcs7-mime") || at.isMimeType("application/x-pkcs7-mime") || at.isMimeType("application/octet-stream");
    return smime ? ContentInfo.getInstance(at.getInputStream().readAllBytes()).getContentType().getId() : null;
  }

  static MimeBodyPart decrypted(RecipientInformationStore recipients) throws Exception {
    for (RecipientInformation each : recipients) {
      for (PrivateKey key : keys()) {
        try {
          return SMIMEUtil.toMimeBodyPart(each.getContent(each instanceof KeyAgreeRecipientInformation ? new JceKeyAgreeEnvelopedRecipient(key) : new JceKeyTransEnvelopedRecipient(key)));
        } catch (CMSException | RuntimeException e) {
          continue;
        }
      }
    }
    throw new IOException("no key opens it");
  }

  static List<PrivateKey> keys() throws Exception {
    List<PrivateKey> keys = new ArrayList<>();
    for (File file : ENV.containsKey("KIT_KEYS") ? files(ENV.get("KIT_KEYS")) : new File[0]) {
      for (String password : Files.readAllLines(Path.of(ENV.get("KIT_PASSWORDS")))) {
        try (InputStream in = new FileInputStream(file)) {
          KeyStore store = KeyStore.getInstance("PKCS12", "BC");
          store.load(in, password.toCharArray());
          for (String alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
              keys.add(key);
            }
          }
          break;
        } catch (IOException e) {
          continue;
        }
      }
    }
    return keys;
  }

  static String verdict(MimeMessage at) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509", "BC");
    Set<TrustAnchor> anchors = new HashSet<>();
    for (File file : files(ENV.get("KIT_TRUST"))) {
      anchors.add(new TrustAnchor((X509Certificate) factory.generateCertificate(new FileInputStream(file)), null));
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(ENV.containsKey("KIT_CRLS"));
    List<Object> crls = new ArrayList<>();
    for (File file : ENV.containsKey("KIT_CRLS") ? files(ENV.get("KIT_CRLS")) : new File[0]) {
      crls.add(factory.generateCRL(new FileInputStream(file)));
    }
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
    if (ENV.containsKey("KIT_AT")) {
      parameters.setDate(Date.from(Instant.parse(ENV.get("KIT_AT"))));
    }
    SignedMailValidator validator = new SignedMailValidator(at, parameters);
    String word = "not-trusted";
    for (SignerInformation signer : validator.getSignerInformationStore()) {
      SignedMailValidator.ValidationResult result = validator.getValidationResult(signer);
      if (!result.isVerifiedSignature()) {
        return "broken";
      } else if (!result.isValidSignature()) {
        return "not-trusted";
      }
      word = "trusted";
    }
    return word;
  }

  static File[] files(String path) {
    File file = new File(path);
    return file.isDirectory() ? file.listFiles() : new File[] {file};
  }
}
