"""What the adapters share whose program takes one layer at a time: the layers of a mail, key files, and the words of the kit.

Which part of a mail is the S/MIME message is decided here, from the Content-Type of its top, as a script around the program would.
"""

import base64
import binascii
import contextlib
import email
import email.utils
import fcntl
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MOST_LAYERS = 8
LEGACY = ["-provider", "default", "-provider", "legacy"]
CACHE = pathlib.Path(os.environ["KIT_CACHE"])
# The first OIDs of a ContentInfo, as DER.
TYPES = {
    bytes.fromhex("06092a864886f70d010702"): "signed",
    bytes.fromhex("06092a864886f70d010703"): "enveloped",
    bytes.fromhex("060b2a864886f70d0109100117"): "enveloped",
    bytes.fromhex("060b2a864886f70d0109100109"): "compressed",
}


class Failed(Exception):
    """The program does not open the message."""


class Lacks(Exception):
    """The program does not do this at all."""


def run(*command, **options):
    """Runs a program, and gives its exit status, and what it printed as text."""
    done = subprocess.run(list(command), stdin=None if "input" in options else subprocess.DEVNULL, capture_output=True, **options)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def header(octets):
    """The fields of the top, and what follows; no fields where it does not look like a mail."""
    match = re.match(rb"(?s)((?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+)\r?\n(.*)", octets)
    if not match:
        return {}, octets
    fields = {}
    for name, value in re.findall(rb"(?m)^([!-9;-~]+)[ \t]*:((?:[^\n]*\n(?:[ \t][^\n]*\n)*))", match[1]):
        fields.setdefault(name.decode("ascii").lower(), re.sub(r"\s+", " ", value.decode("utf-8", "replace")).strip())
    return fields, match[2]


def der(octets):
    """CMS as DER, from DER, PEM or Base64; None where it is none."""
    if octets[:1] == b"\x30":
        return octets
    armour = re.search(rb"-----BEGIN (?:PKCS7|CMS)-----(.*?)-----END", octets, re.S)
    try:
        decoded = base64.b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", armour[1] if armour else octets), validate=True)
    except (ValueError, binascii.Error):
        return None
    return decoded if decoded[:1] == b"\x30" else None


def kind(cms):
    return next((name for oid, name in TYPES.items() if oid in cms[:32]), None)


def halves(octets):
    """The signed part of a multipart/signed as it was signed, and its signature in DER."""
    parsed = email.message_from_bytes(octets)
    boundary = parsed.get_boundary()
    payload = parsed.get_payload()
    if boundary is None or not isinstance(payload, list) or len(payload) != 2:
        raise Failed("no two parts")
    delimiter = rb"(?m)^--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"[ \t]*\r?\n"
    cut = re.split(delimiter, octets)
    signature = payload[1].get_payload(decode=True)
    if len(cut) != 3 or not signature:
        raise Failed("no two parts")
    return re.sub(rb"\r?\n\Z", b"", cut[1]), signature


def files(path):
    if path is None:
        return []
    path = pathlib.Path(path)
    return sorted(path.iterdir()) if path.is_dir() else [path]


@contextlib.contextmanager
def once(name):
    """A folder of the cache, for what is the same of many messages; `ready` says whether it was filled before."""
    folder = CACHE / name
    folder.mkdir(mode=0o700, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        yield folder, done.exists()
        done.touch()


def private_keys():
    """Key and certificate as PEM, newest file first."""
    found = []
    passwords = pathlib.Path(os.environ["KIT_PASSWORDS"]).read_text().split("\n")
    for pfx in reversed(files(os.environ.get("KIT_KEYS"))):
        with once("key-" + hashlib.sha256(str(pfx).encode()).hexdigest()[:12]) as (folder, ready):
            for password in [] if ready else passwords:
                text = run("openssl", "pkcs12", "-in", str(pfx), "-nodes", "-passin", "pass:" + password, *LEGACY)[1]
                secret = re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----\n", text, re.S)
                first = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", text, re.S)
                if secret and first:
                    (folder / "key").write_text(secret[0])
                    (folder / "pem").write_text(first[0])
                    break
            if (folder / "pem").exists():
                found.append((str(folder / "key"), str(folder / "pem")))
    return found


def store():
    """A name for the keys and anchors of this message: many messages have the same."""
    return hashlib.sha256(repr([os.environ.get(name) for name in ("KIT_KEYS", "KIT_TRUST")]).encode()).hexdigest()[:8]


def plausible(octets):
    return octets[:1] == b"\x30" or all(octet >= 9 for octet in octets[:64])


def opened(octets, program, folder):
    """The word, and the innermost content."""
    fields, _ = header(octets)
    addresses = [address for _, address in email.utils.getaddresses([fields.get("from", "")]) if address]
    sender = os.environ.get("KIT_FROM") or (addresses[0] if addresses else None)
    word = "opened"
    for layers in range(MOST_LAYERS):
        fields, body = header(octets)
        media = fields.get("content-type", "").split(";")[0].strip().lower()
        cms = None
        if media == "multipart/signed":
            word, content = program.detached(folder, octets, sender)
        elif not fields or "pkcs7" in media or media == "application/octet-stream":
            cms = der(body) if fields.get("content-transfer-encoding", "").lower() != "binary" else body
            what = kind(cms) if cms else None
            if what == "signed":
                verdict, content = program.opaque(folder, cms, sender)
                word = verdict or word
            elif what == "enveloped":
                content = program.decrypted(folder, cms)
            elif what == "compressed":
                content = program.inflated(folder, cms)
            else:
                break
        else:
            break
        if content is None:
            return word, None
        octets = content
    if layers == 0:
        raise Failed("nothing that the program reads")
    return word, octets


def main(program):
    """Answers for one message. A program has detached, opaque, decrypted and inflated, which raise Failed or Lacks."""
    message, target = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        try:
            if os.environ["KIT_POLICY"] == "authenticated-only":
                raise Lacks("a policy of ciphers")
            word, content = opened(pathlib.Path(message).read_bytes(), program, pathlib.Path(folder))
        except Failed as why:
            print("failed", " ".join(str(why).split())[:200])
            return
        except Lacks as what:
            print("lacks", what)
            return
    if content is not None:
        pathlib.Path(target).write_bytes(content)
    print(word)
