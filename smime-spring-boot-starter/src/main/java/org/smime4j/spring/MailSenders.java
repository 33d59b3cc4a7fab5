package org.smime4j.spring;

import java.lang.reflect.InvocationTargetException;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.keys.CertificateSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Puts a {@link SealingMailSender} in front of every {@link JavaMailSender}. The bean keeps its
 * class, so that nothing can ask for an unprotected one.
 */
final class MailSenders implements BeanPostProcessor {

  private final ObjectProvider<SmimeProperties> properties;
  private final ObjectProvider<Signer> signer;
  private final ObjectProvider<Encryptor> encryptor;
  private final ObjectProvider<CertificateSource> source;

  MailSenders(
      ObjectProvider<SmimeProperties> properties,
      ObjectProvider<Signer> signer,
      ObjectProvider<Encryptor> encryptor,
      ObjectProvider<CertificateSource> source) {
    this.properties = properties;
    this.signer = signer;
    this.encryptor = encryptor;
    this.source = source;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof JavaMailSender sender)) {
      return bean;
    }
    SmimeProperties chosen = properties.getObject();
    SmimeProperties.Protection protection = chosen.mail().protection();
    if (protection == SmimeProperties.Protection.NONE) {
      return bean;
    }
    SealingMailSender sealing =
        new SealingMailSender(
            sender,
            protection.signs() ? signer() : null,
            protection.encrypts()
                ? new SealingMailSender.Sealing(
                    encryptor.getObject(), source.getObject(), chosen.recipients().unreachable())
                : null);
    ProxyFactory proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(bean instanceof JavaMailSenderImpl);
    proxy.addAdvice(sending(sealing));
    return proxy.getProxy(bean.getClass().getClassLoader());
  }

  private Signer signer() {
    Signer found = signer.getIfAvailable();
    if (found == null) {
      throw new WrongProperty(
          "keys.signing", "name a key file to sign mail with, or change smime.mail.protection");
    }
    return found;
  }

  private static MethodInterceptor sending(SealingMailSender sealing) {
    return call -> {
      if (!call.getMethod().getName().equals("send")) {
        return call.proceed();
      }
      try {
        @Nullable Object nothing =
            SealingMailSender.class
                .getMethod("send", call.getMethod().getParameterTypes())
                .invoke(sealing, call.getArguments());
        return nothing;
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    };
  }
}
