package org.orion.triage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.document.DocumentBench.Found;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// Mail that Python's library wrote, through the real cage.
class MailIT {
  private static final String MAKE =
      """
      import base64, binascii, email.message, email.policy, mailbox, os
      jpeg = open('a.jpg', 'rb').read()
      png = open('b.png', 'rb').read()
      def message(subject, day):
          m = email.message.EmailMessage(policy=email.policy.SMTP)
          m['From'] = 'Ada <ada@example.org>'
          m['To'] = 'Bob <bob@example.org>'
          m['Subject'] = subject
          m['Date'] = 'Sat, %02d Mar 2024 10:00:00 +0000' % day
          m['Message-ID'] = '<%d@example.org>' % day
          m.set_content('The charts of the week.')
          return m
      one = message('Charts / of Köln', 2)
      one.add_attachment(jpeg, maintype='image', subtype='jpeg', filename='Übersicht März.jpg')
      one.add_attachment(png, maintype='image', subtype='png', filename='b.png')
      html = '<html><body><img src="cid:x"><img src="data:image/png;base64,%s"></body></html>' % base64.b64encode(png).decode()
      two = message('inline', 3)
      two.add_alternative(html, subtype='html')
      two.get_payload()[1].add_related(jpeg, 'image', 'jpeg', cid='<x>')
      three = message('forwarded', 4)
      three.add_attachment(one)
      open('one.eml', 'wb').write(one.as_bytes())
      open('two.eml', 'wb').write(two.as_bytes())
      open('three.eml', 'wb').write(three.as_bytes())
      lines = ''.join(binascii.b2a_uu(jpeg[i:i+45], backtick=True).decode() for i in range(0, len(jpeg), 45))
      uu = b'From: ada@example.org\\nSubject: uu\\nDate: Sat, 2 Mar 2024 10:00:00 +0000\\n\\nHello\\n\\nbegin 644 chart.jpg\\n'
      uu += lines.encode() + b'`\\nend\\nBye\\n'
      open('uu.eml', 'wb').write(uu)
      quoted = b'From: ada@example.org\\nSubject: q\\nMIME-Version: 1.0\\nContent-Type: image/png; name="=?utf-8?B?w6QucG5n?="\\n'
      quoted += b'Content-Transfer-Encoding: quoted-printable\\n\\n' + binascii.b2a_qp(png, istext=False)
      open('quoted.eml', 'wb').write(quoted)
      box = mailbox.mbox('box')
      for m in (one, two, three):
          box.add(mailbox.mboxMessage(m))
      box.flush()
      deep = b'Subject: inner\\nFrom: a@example.org\\nMIME-Version: 1.0\\nContent-Type: image/jpeg; name=deep.jpg\\nContent-Transfer-Encoding: base64\\n\\n' + base64.encodebytes(jpeg)
      def wrap(inner):
          return b'Subject: outer\\nFrom: a@example.org\\nMIME-Version: 1.0\\nContent-Type: message/rfc822\\n\\n' + inner
      for i in range(5): deep = wrap(deep)
      open('five.eml', 'wb').write(deep)
      for i in range(995): deep = wrap(deep)
      open('deep.eml', 'wb').write(deep)
      many = [b'Subject: many\\nFrom: a@example.org\\nMIME-Version: 1.0\\nContent-Type: multipart/mixed; boundary=b\\n\\n']
      for i in range(100000):
          many.append(b'--b\\nContent-Type: image/gif; name=g%d.gif\\n\\nGIF89a\\n' % i)
      many.append(b'--b--\\n')
      open('many.eml', 'wb').write(b''.join(many))
      nest = b'Subject: nest\\nFrom: a@example.org\\nMIME-Version: 1.0\\n'
      for i in range(1000):
          nest += b'Content-Type: multipart/mixed; boundary=b%d\\n\\n--b%d\\n' % (i, i)
      open('nest.eml', 'wb').write(nest)
      secret = b'Subject: s\\nFrom: a@example.org\\nMIME-Version: 1.0\\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\\nContent-Transfer-Encoding: base64\\n\\nAAAA\\n'
      open('secret.eml', 'wb').write(secret)
      """;

  @TempDir private static Path folder;
  private static DocumentBench bench;
  private static String jpeg = "";
  private static String png = "";

  @BeforeAll
  static void makeMail() throws Exception {
    bench = new DocumentBench(folder);
    jpeg = DocumentBench.md5(bench.chart("a.jpg", "jpg", 1));
    png = DocumentBench.md5(bench.chart("b.png", "png", 2));
    bench.python(MAKE);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @Test
  void attachmentsHaveTheirDecodedNames() throws Exception {
    Found found = bench.open("one.eml");
    assertThat(found.end).isEmpty();
    assertThat(found.whole()).isEqualTo(Map.of("Übersicht März.jpg", jpeg, "b.png", png));
  }

  @Test
  void picturesOfTheTextAreFoundInlineAndAsUris() throws Exception {
    Found found = bench.open("two.eml");
    assertThat(found.end).isEmpty();
    assertThat(found.whole())
        .isEqualTo(Map.of("body.html / picture 1.png", png, "part 3.jpg", jpeg));
  }

  @Test
  void everyEncodingOfABodyIsUndone() throws Exception {
    assertThat(bench.open("uu.eml").whole()).isEqualTo(Map.of("chart.jpg", jpeg));
    assertThat(bench.open("quoted.eml").whole()).isEqualTo(Map.of("ä.png", png));
  }

  @Test
  void mailboxNamesItsMessages() throws Exception {
    Found found = bench.open("box");
    assertThat(found.end).isEmpty();
    assertThat(found.whole())
        .isEqualTo(
            Map.of(
                "1 2024-03-02 \"Charts _ of Köln\" / Übersicht März.jpg", jpeg,
                "1 2024-03-02 \"Charts _ of Köln\" / b.png", png,
                "2 2024-03-03 \"inline\" / body.html / picture 1.png", png,
                "2 2024-03-03 \"inline\" / part 3.jpg", jpeg,
                "3 2024-03-04 \"forwarded\" / message 2 / Übersicht März.jpg", jpeg,
                "3 2024-03-04 \"forwarded\" / message 2 / b.png", png));
    bench.goesOnAnywhere(bench.read("box"));
  }

  @Test
  void messagesInMessagesAreOpened() throws Exception {
    Found found = bench.open("five.eml");
    assertThat(found.whole())
        .isEqualTo(
            Map.of("message 1 / message 1 / message 1 / message 1 / message 1 / deep.jpg", jpeg));
  }

  @Test
  void aThousandMessagesInEachOtherAreHandedOnAsAFile() throws Exception {
    Found found = bench.open("deep.eml");
    assertThat(found.parts).hasSize(1);
    byte[] rest = found.parts.getFirst().bytes();
    assertThat(new String(rest, StandardCharsets.ISO_8859_1)).startsWith("Subject: outer");
    assertThat(rest.length).isLessThan(bench.read("deep.eml").length);
  }

  @Test
  void aHundredThousandPartsAreAllFound() throws Exception {
    Found found = bench.open("many.eml");
    assertThat(found.end).isEmpty();
    assertThat(found.parts).hasSize(100_000);
    assertThat(found.parts.getLast().path()).isEqualTo("g99999.gif");
    assertThat(found.parts.getLast().bytes())
        .isEqualTo("GIF89a".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void multipartsNestedTooDeepAreSaid() throws Exception {
    Found found = bench.open("nest.eml");
    assertThat(found.reason()).hasValue(Reason.TOO_LARGE);
  }

  @Test
  void anEncryptedMessageIsSaidToBeOne() throws Exception {
    Found found = bench.open("secret.eml");
    assertThat(found.parts.getFirst().why()).hasValue(Reason.ENCRYPTED);
  }

  @Test
  void aMailboxLargerThanTheMemoryIsStreamed() throws Exception {
    byte[] box = bench.read("box");
    try (RepeatedContent content = new RepeatedContent(box, 270L << 20)) {
      Found found =
          bench.open(
              new MediaType("application/mbox", MediaType.Kind.CONTAINER),
              content,
              content.size(),
              0);
      assertThat(found.parts).hasSize((int) (6 * (content.size() / box.length)));
      assertThat(found.parts.stream().map(DocumentBench.Part::md5).distinct())
          .containsExactlyInAnyOrder(jpeg, png);
    }
  }

  @Test
  void damageNeverGoesUnsaidOrEndsAScan() throws Exception {
    for (String name : new String[] {"one.eml", "two.eml", "box"}) {
      bench.survivesDamage(bench.read(name), bench.open(name).whole(), 100, true);
    }
  }
}
