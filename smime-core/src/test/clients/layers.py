"""layers.py FOLDER GNUPGHOME NAME: a program that knows CMS or one layer of S/MIME, handed one layer of a mail after the other, until the text is there."""

import email
import email.policy
import pathlib
import subprocess
import sys
import tempfile

from programs import PROGRAMS
from serve import serve

folder = pathlib.Path(tempfile.mkdtemp(prefix="layers"))


class Layer:
    """One layer in files: the entity with its header, its CMS, and where a signature stands beside its content, the content."""

    def __init__(self, octets):
        self.parsed = email.message_from_bytes(octets, policy=email.policy.default)
        kind = self.parsed.get_content_type()
        self.detached = kind == "multipart/signed"
        self.enveloped = kind.endswith("pkcs7-mime") and self.parsed.get_param("smime-type") != "signed-data"
        self.opaque = kind.endswith("pkcs7-mime") and not self.enveloped
        self.protected = self.detached or self.enveloped or self.opaque
        if not self.protected:
            return
        cms = self.parsed
        (folder / "entity").write_bytes(octets)
        if self.detached:
            cms = self.parsed.get_payload()[1]
            start = b"--" + self.parsed.get_boundary().encode() + b"\r\n"
            self.content = octets.split(b"\r\n" + start)[1]
            (folder / "content").write_bytes(self.content)
        (folder / "cms").write_bytes(cms.get_payload(decode=True))


class Refused(Exception):
    pass


def run(program, verb, own):
    names = {"keys": sys.argv[1], "home": sys.argv[2], "at": str(folder), "own": own}
    (folder / "out").unlink(missing_ok=True)
    line = [each.format(**names) for each in program[verb]]
    outcome = subprocess.run(line, input=program.get("stdin", b""), capture_output=True)
    said = outcome.stdout + outcome.stderr
    failed = outcome.returncode != 0 and verb not in program.get("status_aside", ())
    if failed or program.get("says", {}).get(verb, b"") not in said:
        lines = said.decode("utf-8", "replace").strip().split("\n")
        raise Refused(lines[-1][:200] or str(outcome.returncode))
    out = folder / "out"
    return out.read_bytes() if out.exists() else outcome.stdout


def opened(program, layer):
    """What a layer holds, once the program has judged it."""
    if layer.enveloped:
        try:
            return run(program, "decrypt", "bob")
        except Refused:
            return run(program, "decrypt", "bob-p256")
    if layer.opaque:
        return run(program, "opaque", "bob")
    run(program, "detached", "bob")
    return layer.content


def read(path):
    program = PROGRAMS[sys.argv[3]]
    octets = pathlib.Path(path).read_bytes()
    subject = email.message_from_bytes(octets, policy=email.policy.default)["Subject"]
    layers = []
    layer = Layer(octets)
    while layer.protected:
        layers.append(layer)
        inner = opened(program, layer)
        layer = Layer(inner if b"\r\n" in inner else inner.replace(b"\n", b"\r\n"))
    text, attachments = [], []
    for part in layer.parsed.walk():
        if part.get_filename():
            attachments.append(part.get_filename())
        elif not part.is_multipart():
            text.append(part.get_content())
    return {
        "signature": "good" if any(not each.enveloped for each in layers) else "none",
        "encryption": "good" if any(each.enveloped for each in layers) else "none",
        "subject": layer.parsed["Subject"] or subject,
        "text": "\n".join(text),
        "attachments": attachments,
    }


def version():
    outcome = subprocess.run(PROGRAMS[sys.argv[3]]["version"], capture_output=True, text=True)
    return outcome.stdout.strip().split("\n")[0]


serve(version(), {"read": read})
