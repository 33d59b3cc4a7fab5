"""thunderbird.py PROFILE: Thunderbird without a window, asked by Marionette what its message window shows, one session for all messages.

The profile holds NSS's database with the keys and the root. Each line names a verb and files, as serve.py says. Where a third argument of `read` names a file, a picture of the window is
written there.
"""

import base64
import json
import os
import pathlib
import socket
import subprocess
import sys
import time

from serve import serve

PREFERENCES = """
user_pref("marionette.port", %d);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("app.update.enabled", false);
user_pref("app.donation.eoy.version.viewed", 999);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mail.openMessageBehavior", 0);
user_pref("mailnews.display.prefer_plaintext", true);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("security.OCSP.enabled", 0);
"""

# Opens a file as a double click does, and says what the window says once all signatures were looked at.
READ = r"""
const [path, done] = [arguments[0], arguments[arguments.length - 1]];
const { MailUtils } = ChromeUtils.importESModule('resource:///modules/MailUtils.sys.mjs');
const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);
file.initWithPath(path);
const opened = new Promise((resolve) => {
  const observer = {
    observe(window) {
      Services.ww.unregisterNotification(observer);
      resolve(window);
    },
  };
  Services.ww.registerNotification(observer);
});
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
(async () => {
  MailUtils.openEMLFile(window, file, Services.io.newFileURI(file));
  const shown = await opened;
  let about = null;
  for (let i = 0; i < 400 && !(about && about.gSmimeMsgLoadedFired); i++) {
    await wait(20);
    about = shown.messageBrowser?.contentWindow;
  }
  for (let i = 0; i < 100 && !about.gSmimeProcessedDispatched; i++) await wait(20);
  await wait(50); // a status that comes after all
  const page = about.getMessagePaneBrowser().contentDocument;
  const text = [...page.querySelectorAll('.moz-text-plain, .moz-text-flowed, .moz-text-html')].map((each) => each.textContent).join('\n');
  const icon = (id) => { const each = about.document.getElementById(id); return each.hidden ? '' : each.getAttribute('src').replace(/.*-|\.svg/g, ''); };
  done({
    signature: about.gSignatureStatus,
    encryption: about.gEncryptionStatus,
    icons: [icon('signedHdrIcon'), icon('encryptedHdrIcon')],
    subject: about.document.getElementById('expandedsubjectBox').textContent.trim(),
    signer: about.gSignerCert ? about.gSignerCert.emailAddress + ' ' + about.gSignerCert.serialNumber : '',
    text,
    whole: page.documentElement.textContent,
    attachments: about.currentAttachments.map((each) => each.name),
  });
})().catch((e) => done({ failed: String(e) }));
"""

CLOSE = "for (const each of Services.wm.getEnumerator('mail:messageWindow')) each.close();"


class Marionette:
    """The protocol: each packet is JSON behind its length in digits and a colon."""

    def __init__(self, port, process):
        for _ in range(600):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.1)
        self.stream = self.socket.makefile("rb")
        self.packet()
        self.count = 0
        self.say("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"timeouts": {"script": 30000}}}})
        self.say("Marionette:SetContext", {"value": "chrome"})

    def packet(self):
        length = b""
        while not length.endswith(b":"):
            octet = self.stream.read(1)
            if not octet:
                raise EOFError("Thunderbird ended")
            length += octet
        return json.loads(self.stream.read(int(length[:-1])))

    def say(self, command, parameters):
        self.count += 1
        packet = json.dumps([0, self.count, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(packet), packet))
        _, _, error, result = self.packet()
        if error:
            raise RuntimeError(error["message"])
        return result


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


profile = pathlib.Path(sys.argv[1])
port = free_port()
(profile / "user.js").write_text(PREFERENCES % port)
process = subprocess.Popen(
    ["thunderbird", "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", str(profile)],
    env=dict(os.environ, HOME=str(profile), MOZ_HEADLESS_WIDTH="1000", MOZ_HEADLESS_HEIGHT="480"),
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    marionette = Marionette(port, process)

    def close():
        marionette.say("WebDriver:ExecuteScript", {"script": CLOSE, "args": []})

    def opened(path):
        seen = marionette.say("WebDriver:ExecuteAsyncScript", {"script": READ, "args": [path]})["value"]
        if "failed" in seen:
            close()
            raise RuntimeError(seen["failed"])
        return seen

    def read(path, picture=None):
        seen = opened(path)
        if seen["signature"] == -1:
            close()
            seen = opened(path)  # the first window after the start can miss the status
        if picture:
            time.sleep(2)  # all is drawn
            main = marionette.say("WebDriver:GetWindowHandle", {})["value"]
            other = [each for each in marionette.say("WebDriver:GetWindowHandles", {}) if each != main]
            marionette.say("WebDriver:SwitchToWindow", {"handle": other[-1]})
            shot = marionette.say("WebDriver:TakeScreenshot", {"full": False, "hash": False})["value"]
            pathlib.Path(picture).write_bytes(base64.b64decode(shot))
            marionette.say("WebDriver:SwitchToWindow", {"handle": main})
        close()
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

    version = subprocess.run(["thunderbird", "--version"], capture_output=True, text=True).stdout.split()[-1]
    serve(version, {"read": read})
finally:
    process.terminate()
    process.wait(30)
