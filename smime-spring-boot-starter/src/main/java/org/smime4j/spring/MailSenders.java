package org.smime4j.spring;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.aopalliance.intercept.MethodInterceptor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.keys.CertificateSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Puts a {@link SealingMailSender} in front of every {@link JavaMailSender}. The bean keeps its
 * class, so that nothing can ask for an unprotected one. This comes before what may need a sender.
 */
record MailSenders(BeanFactory beans) implements BeanPostProcessor, PriorityOrdered {

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof JavaMailSender sender)) {
      return bean;
    }
    SmimeProperties chosen = beans.getBean(SmimeProperties.class);
    SmimeProperties.Protection protection = chosen.mail().protection();
    if (protection == SmimeProperties.Protection.NONE) {
      return bean;
    }
    SealingMailSender sealing =
        new SealingMailSender(
            sender,
            protection == SmimeProperties.Protection.ENCRYPTED ? null : signer(),
            protection == SmimeProperties.Protection.SIGNED
                ? null
                : new SealingMailSender.Sealing(
                    beans.getBean(Encryptor.class),
                    beans.getBean(CertificateSource.class),
                    chosen.recipients().unreachable()));
    ProxyFactory proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(bean instanceof JavaMailSenderImpl);
    proxy.addAdvice(sending(sealing));
    return proxy.getProxy(bean.getClass().getClassLoader());
  }

  private Signer signer() {
    return Optional.ofNullable(beans.getBeanProvider(Signer.class).getIfAvailable())
        .orElseThrow(
            () ->
                new WrongProperty(
                    "keys.signing",
                    "name a key file to sign mail with, or change smime.mail.protection"));
  }

  private static MethodInterceptor sending(SealingMailSender sealing) {
    return call -> {
      if (!call.getMethod().getName().equals("send")) {
        return call.proceed();
      }
      try {
        return SealingMailSender.class
            .getMethod("send", call.getMethod().getParameterTypes())
            .invoke(sealing, call.getArguments());
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    };
  }
}
