"""neomutt.py GNUPGHOME FOLDER: NeoMutt, by GPGME and gpgsm, in a terminal of its own; what it displays goes through its display filter."""

import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import fcntl
import termios

from mbox import mbox
from serve import serve

SETTINGS = """
set crypt_use_gpgme=yes
set smime_is_default=yes
set crypt_verify_sig=yes
set crypt_protected_headers_read=yes
set display_filter="cat >%(folder)s/shown"
set folder=%(folder)s
set spool_file=%(folder)s/mbox
set record=""
set quit=yes
set wait_key=no
set beep=no
set charset=utf-8
"""

home = sys.argv[1]
folder = tempfile.mkdtemp(prefix="neomutt")
pathlib.Path(folder, "settings").write_text(SETTINGS % {"folder": folder})


def read(path):
    shown = pathlib.Path(folder, "shown")
    shown.write_text("")
    pathlib.Path(folder, "mbox").write_bytes(mbox(path))
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(GNUPGHOME=home, HOME=folder, TERM="xterm", LC_ALL="C.UTF-8")
        os.execvp("neomutt", ["neomutt", "-n", "-F", folder + "/settings", "-R", "-f", folder + "/mbox", "-e", "push <display-message><exit><exit>"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 160, 0, 0))
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # it has ended
    os.close(terminal)
    os.waitpid(process, 0)
    text = re.sub(r"\x1b?\][89];\d+", "", shown.read_text("utf-8", "replace")).replace("\x07", "")
    judged = re.findall(r"^(Good signature|\*BAD\* signature|Problem signature|Error verifying|.*[Ii]nvalid signature).*", text, re.MULTILINE)
    claimed = text.count("Begin signature information")
    good = claimed > 0 and len(judged) >= claimed and all(each == "Good signature" for each in judged)
    subject = re.search(r"^Subject:\s*(.*)", text, re.MULTILINE)
    return {
        "signature": "good" if good else "bad" if claimed else "none",
        "encryption": "good" if "encrypted --]" in text and "That was all." in text else "none",
        "subject": subject.group(1) if subject else "",
        "text": text,
        "attachments": re.findall(r"Attachment #\d+: (\S+)", text),
    }


version = subprocess.run(["neomutt", "-v"], capture_output=True, text=True).stdout.split("\n")[0].split()[-1]
serve(version, {"read": read})
