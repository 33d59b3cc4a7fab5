package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.Test;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** What a message knows of itself once for all its layers, and what is read once. */
class MessageScopeTest {

  @Test
  void c16_theSizesOfItsParts_addUp() {
    MessageScope message = new MessageScope();
    assertThat(message.octets()).isZero();
    message.begin(OptionalLong.of(1_000));
    message.addSize(OptionalLong.empty());
    message.addSize(OptionalLong.of(500));
    assertThat(message.octets()).isEqualTo(1_500);
  }

  @Test
  void aMessageIsBeingOpened_fromBeginToEnd() {
    MessageScope message = new MessageScope();
    assertThat(message.isBeingOpened()).isFalse();
    message.begin(OptionalLong.empty());
    assertThat(message.isBeingOpened()).isTrue();
    message.end();
    assertThat(message.isBeingOpened()).isFalse();
  }

  @Test
  void ofEachType_aMessageHasOne() {
    MessageScope message = new MessageScope();
    StringBuilder made = message.one(StringBuilder.class, StringBuilder::new);
    assertThat(message.one(StringBuilder.class, StringBuilder::new)).isSameAs(made);
    assertThat(message.work(Limits.standard())).isSameAs(message.work(Limits.standard()));
  }

  @Test
  void aStructure_isReadOnceWithinTheSameLimits() throws Exception {
    byte[] data =
        new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(new byte[10])).getEncoded();
    CmsObject cms = CmsObject.of(ByteSource.of(data));
    assertThat(cms.message().octets()).isEqualTo(data.length);
    Limits other = Limits.standard().allowing(Limit.PARTS, 7);
    org.smime4j.internal.asn1.ContentInfo read = cms.info(Limits.standard());
    assertThat(cms.info(Limits.standard())).isSameAs(read);
    assertThat(cms.info(other)).isNotSameAs(read);
  }

  @Test
  void aUtcTime_isOf1950To2049() {
    assertThat(UtcTime.plain("491231235959Z")).isEqualTo(Instant.parse("2049-12-31T23:59:59Z"));
    assertThat(UtcTime.plain("500101000000Z")).isEqualTo(Instant.parse("1950-01-01T00:00:00Z"));
    for (String none :
        new String[] {
          "4912312359Z", "491331235959Z", "49123123595:Z", "49123123595/Z", "491231235959z"
        }) {
      assertThat(UtcTime.plain(none)).as(none).isNull();
    }
  }

  @Test
  void onlyASharedKey_isForItsIdentifier() {
    byte[] identifier = {1, 2};
    RecipientInfo kek = new RecipientInfo.Kek(identifier, new byte[0], new byte[0]);
    assertThat(kek.isFor(new byte[] {1, 2})).isTrue();
    assertThat(kek.isFor(new byte[] {1, 3})).isFalse();
    RecipientInfo other =
        new RecipientInfo.KeyTrans(
            new Identifier(null, null, identifier), new byte[0], new byte[0]);
    assertThat(other.isFor(identifier)).isFalse();
  }

  @Test
  void anElementThatWasLookedAt_beginsWithItsTag() throws Exception {
    try (BerReader reader =
        new BerReader(ByteSource.of(new byte[] {4, 0}), Limits.standard(), "test")) {
      assertThat(reader.beginsWith(4)).isTrue();
      assertThat(reader.beginsWith(5)).isFalse();
      assertThat(reader.tag()).isEqualTo(4);
      assertThat(reader.beginsWith(4)).isTrue();
      assertThat(reader.beginsWith(5)).isFalse();
    }
  }
}
