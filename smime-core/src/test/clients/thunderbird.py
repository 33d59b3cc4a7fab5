"""thunderbird.py PROFILE: Thunderbird without a window, asked by Marionette what its message window shows, one session for all messages.

The profile holds NSS's database with the keys and the root. Each line names a verb and files, as serve.py says. Where a third argument of `read` names a file, a picture of the window is
written there.
"""

import pathlib
import subprocess
import sys

from serve import apart, mail, serve

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "src-test-vectors" / "adapters"))
from window import Thunderbird  # noqa: E402

# Has its composer sign and encrypt as Bob, to himself, and gives the file.
WRITE = r"""
const [subject, text, done] = arguments;
const address = 'bob@example.org';
(async () => {
  const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
  const { MimeMessage } = ChromeUtils.importESModule('resource:///modules/MimeMessage.sys.mjs');
  const database = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);
  const own = database.getCerts().find((each) => each.emailAddress === address);
  const identity = MailServices.accounts.createIdentity();
  identity.email = address;
  identity.fullName = 'Bob';
  for (const purpose of ['signing', 'encryption']) {
    identity.setUnicharAttribute(purpose + '_cert_name', own.displayName);
    identity.setUnicharAttribute(purpose + '_cert_dbkey', own.dbKey);
  }
  const secure = Cc['@mozilla.org/messengercompose/composesecure;1'].createInstance(Ci.nsIMsgComposeSecure);
  secure.signMessage = true;
  secure.requireEncryptMessage = true;
  secure.cacheValidCertForEmail(address, own.dbKey);
  const fields = Cc['@mozilla.org/messengercompose/composefields;1'].createInstance(Ci.nsIMsgCompFields);
  Object.assign(fields, { from: 'Bob <' + address + '>', to: address, subject, body: text, forcePlainText: true, composeSecure: secure });
  const report = Cc['@mozilla.org/messengercompose/sendreport;1'].createInstance(Ci.nsIMsgSendReport);
  const message = new MimeMessage(identity, fields, '', 'text/plain', text, Ci.nsIMsgSend.nsMsgQueueForLater, '', Ci.nsIMsgCompType.New, [], report);
  done({ path: (await message.createMessageFile()).path });
})().catch((e) => done({ failed: String(e) }));
"""

thunderbird = Thunderbird(pathlib.Path(sys.argv[1]))
try:

    def read(path, picture=None):
        seen = thunderbird.read(path, picture)
        status = {-1: "none", 0: "good"}
        return {
            "signature": status.get(seen["signature"], "bad %s" % seen["signature"]),
            "encryption": status.get(seen["encryption"], "bad %s" % seen["encryption"]),
            "signer": seen["signer"],
            "subject": seen["subject"],
            "text": seen["text"],
            "attachments": seen["attachments"],
            "remark": " ".join(seen["icons"]),
        }

    def write(path, out):
        header, entity = apart(path)
        text = entity.split(b"\r\n\r\n", 1)[1].decode()
        written = pathlib.Path(thunderbird.asked(WRITE, "About theirs", text)["path"])
        octets = written.read_bytes()
        written.unlink()
        return mail(out, b"", octets)

    version = subprocess.run(["thunderbird", "--version"], capture_output=True, text=True).stdout.split()[-1]
    serve(version, {"read": read, "write": write})
finally:
    thunderbird.end()
