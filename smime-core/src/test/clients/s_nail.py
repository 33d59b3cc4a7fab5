"""s_nail.py FOLDER: s-nail, with the key and the root of files."""

import pathlib
import re
import subprocess
import sys
import tempfile

from mbox import mbox
from serve import serve

keys = pathlib.Path(sys.argv[1])
folder = pathlib.Path(tempfile.mkdtemp(prefix="s-nail"))


def asked(own, commands):
    (folder / "own").write_bytes((keys / (own + ".pem")).read_bytes() + (keys / (own + ".key")).read_bytes())
    options = ["quiet", "v15-compat", "smime-ca-no-defaults", "smime-ca-file=%s/root.pem" % keys, "smime-sign-cert=%s/own" % folder, "ttycharset=utf-8"]
    line = ["s-nail", "-:/", "-R"] + [each for option in options for each in ("-S", option)] + ["-f", str(folder / "mbox")]
    return subprocess.run(line, input=commands, capture_output=True, text=True, errors="replace", env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})


def read(path):
    (folder / "mbox").write_bytes(mbox(path))
    for own in ("bob", "bob-p256"):
        outcome = asked(own, "verify 1\ntype 1\nexit\n")
        if "That was all." in outcome.stdout:
            break
    text = outcome.stdout
    said = outcome.stdout + outcome.stderr
    subject = re.search(r"^Subject: (.*)", text, re.MULTILINE)
    return {
        "signature": "good" if "was verified successfully" in said else "bad",
        "encryption": "good" if "X-Decoding-Date:" in text else "none",
        "subject": subject.group(1) if subject else "",
        "text": text,
        "attachments": re.findall(r"filename=\"?([^\"\s;]+)", text),
        "remark": " ".join(outcome.stderr.split())[:300],
    }


version = subprocess.run(["s-nail", "--version"], capture_output=True, text=True).stdout.split()[1].strip("v,")
serve(version, {"read": read})
