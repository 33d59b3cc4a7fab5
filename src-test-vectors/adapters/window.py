"""Thunderbird without a window, asked by Marionette what its message window shows, one session for all messages."""

import base64
import json
import os
import pathlib
import socket
import subprocess
import time

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


class Thunderbird:
    """A running program on a profile, which holds NSS's database with the keys and the root."""

    def __init__(self, profile):
        port = free_port()
        (profile / "user.js").write_text(PREFERENCES % port)
        self.process = subprocess.Popen(
            ["thunderbird", "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", str(profile)],
            env=dict(os.environ, HOME=str(profile), MOZ_HEADLESS_WIDTH="1000", MOZ_HEADLESS_HEIGHT="480"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.marionette = Marionette(port, self.process)

    def end(self):
        self.process.terminate()
        self.process.wait(30)

    def asked(self, script, *arguments):
        answer = self.marionette.say("WebDriver:ExecuteAsyncScript", {"script": script, "args": arguments})["value"]
        if "failed" in answer:
            self.close()
            raise RuntimeError(answer["failed"])
        return answer

    def close(self):
        self.marionette.say("WebDriver:ExecuteScript", {"script": CLOSE, "args": []})

    def read(self, path, picture=None):
        """What the window says of a message. The statuses are Thunderbird's: -1 for none, 0 for good."""
        seen = self.asked(READ, path)
        if seen["signature"] == -1:
            self.close()
            seen = self.asked(READ, path)  # the first window after the start can miss the status
        if picture:
            time.sleep(2)  # all is drawn
            main = self.marionette.say("WebDriver:GetWindowHandle", {})["value"]
            other = [each for each in self.marionette.say("WebDriver:GetWindowHandles", {}) if each != main]
            self.marionette.say("WebDriver:SwitchToWindow", {"handle": other[-1]})
            shot = self.marionette.say("WebDriver:TakeScreenshot", {"full": False, "hash": False})["value"]
            pathlib.Path(picture).write_bytes(base64.b64decode(shot))
            self.marionette.say("WebDriver:SwitchToWindow", {"handle": main})
        self.close()
        return seen
