package springmail;

import java.io.IOException;
import java.nio.file.Path;
import org.smime4j.Credential;
import org.smime4j.Signer;
import org.smime4j.keys.PasswordSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** An application of Spring Boot that sends one message, signed, and ends. */
@SpringBootApplication
public class Application {

  /** Begins. */
  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  /** Puts the seal around the sender that Spring Boot makes of {@code spring.mail.*}. */
  @Bean
  static BeanPostProcessor sealing(
      @Value("${sealing.key}") Path key, @Value("${sealing.passwords}") Path passwords)
      throws IOException {
    Signer signer = Signer.with(Credential.read(key, PasswordSource.ofLines(passwords)));
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof JavaMailSender sender
            ? new SealingMailSender(sender, outgoing -> outgoing.signedBy(signer))
            : bean;
      }
    };
  }

  @Bean
  ApplicationRunner order(JavaMailSender sender) {
    return arguments -> {
      SimpleMailMessage message = new SimpleMailMessage();
      message.setFrom("bob@example.org");
      message.setTo("alice@example.org");
      message.setSubject("from Spring Boot");
      message.setText("Dear Alice,\n\nthe hedge is gr\u00fcn.\n");
      sender.send(message);
    };
  }
}
