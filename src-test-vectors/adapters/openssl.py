#!/usr/bin/env python3
"""The adapter for `openssl cms` (3.2 or newer): takes a message apart layer by layer, as a script around OpenSSL would.

What OpenSSL does not do it is not credited with: it is told the address of From (-verify_email), the time (-attime) and the revocation lists;
which part of a mail is the S/MIME message is decided here, from the Content-Type of its top.
"""

import base64
import binascii
import datetime
import email.utils
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MOST_LAYERS = 8
LEGACY = ["-provider", "default", "-provider", "legacy"]
# The first OIDs of a ContentInfo, as DER.
TYPES = {
    bytes.fromhex("06092a864886f70d010702"): "signed",
    bytes.fromhex("06092a864886f70d010703"): "enveloped",
    bytes.fromhex("060b2a864886f70d0109100117"): "enveloped",
    bytes.fromhex("060b2a864886f70d0109100109"): "compressed",
}


class Failed(Exception):
    pass


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL, capture_output=True)


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


class Run:
    def __init__(self, folder, sender):
        self.folder = folder
        self.sender = sender
        self.count = 0

    def file(self, octets=None):
        self.count += 1
        path = self.folder / str(self.count)
        if octets is not None:
            path.write_bytes(octets)
        return str(path)

    def verified(self, octets, form):
        trust = os.environ.get("KIT_TRUST")
        anchors = b"".join(each.read_bytes() for each in files(trust))
        arguments = []
        if "KIT_CRLS" in os.environ:
            for crl in files(os.environ["KIT_CRLS"]):
                pem = openssl("crl", "-in", str(crl)).stdout
                anchors += pem
            arguments += ["-crl_check_all", "-use_deltas", "-extended_crl"]
        if "KIT_AT" in os.environ:
            at = datetime.datetime.fromisoformat(os.environ["KIT_AT"].replace("Z", "+00:00"))
            arguments += ["-attime", str(int(at.timestamp()))]
        if self.sender:
            arguments += ["-verify_email", self.sender]
        out = self.file()
        arguments += ["-CAfile", self.file(anchors)] if anchors else ["-no-CAfile"]
        run = openssl("cms", "-verify", "-inform", form, "-in", self.file(octets), "-no-CApath", "-no-CAstore", "-purpose", "smimesign",
                      "-out", out, *arguments, *LEGACY)
        error = run.stderr.decode("utf-8", "replace")
        path = pathlib.Path(out)
        if run.returncode == 0:
            return "trusted", path.read_bytes()
        if "ertificate verify error" in error:
            return "not-trusted", None
        if "erification failure" in error or "igest" in error or "ignature" in error:
            return "broken", None
        raise Failed(error)

    def decrypted(self, cms):
        out = self.file()
        source = self.file(cms)
        ways = []
        if "KIT_PASSWORD" in os.environ:
            ways.append(["-pwri_password", os.environ["KIT_PASSWORD"]])
        for key, certificate in private_keys():
            ways.append(["-inkey", key, "-recip", certificate])
        ways += [way[:2] for way in ways if len(way) == 4]
        error = "no key"
        for way in ways:
            run = openssl("cms", "-decrypt", "-inform", "DER", "-in", source, "-out", out, *way, *LEGACY)
            # Without -recip a made-up key may give noise; that is no success.
            if run.returncode == 0 and pathlib.Path(out).exists() and plausible(pathlib.Path(out).read_bytes()):
                return pathlib.Path(out).read_bytes()
            error = run.stderr.decode("utf-8", "replace")
        raise Failed(error)

    def are_certificates(self, cms):
        """Certificates that travel alone, which `openssl cms` does not list."""
        source = self.file(cms)
        if not re.search(rb"signerInfos:\s+<EMPTY>", openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", source).stdout):
            return False
        return openssl("pkcs7", "-inform", "DER", "-in", source, "-noout", "-print_certs").returncode == 0

    def inflated(self, cms):
        out = self.file()
        run = openssl("cms", "-uncompress", "-inform", "DER", "-in", self.file(cms), "-out", out)
        if run.returncode != 0:
            raise Failed(run.stderr.decode("utf-8", "replace"))
        return pathlib.Path(out).read_bytes()


def plausible(octets):
    return octets[:1] == b"\x30" or all(octet >= 9 for octet in octets[:64])


def files(path):
    if path is None:
        return []
    path = pathlib.Path(path)
    return sorted(path.iterdir()) if path.is_dir() else [path]


def private_keys():
    """Key and certificate as PEM, newest file first; made once for each run of the kit."""
    found = []
    passwords = pathlib.Path(os.environ["KIT_PASSWORDS"]).read_text().split("\n")
    for pfx in reversed(files(os.environ.get("KIT_KEYS"))):
        kept = pathlib.Path(os.environ["KIT_CACHE"]) / ("openssl-" + pfx.parent.name + "-" + pfx.name)
        key, certificate = kept.with_suffix(".key"), kept.with_suffix(".pem")
        if not certificate.exists():
            for password in passwords:
                run = openssl("pkcs12", "-in", str(pfx), "-nodes", "-passin", "pass:" + password, *LEGACY)
                if run.returncode == 0:
                    text = run.stdout.decode()
                    secret = re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----\n", text, re.S)
                    first = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", text, re.S)
                    if secret and first:
                        for path, value in ((key, secret[0]), (certificate, first[0])):
                            beside = path.with_name(path.name + "." + str(os.getpid()))
                            beside.write_text(value)
                            beside.replace(path)
                        break
        if certificate.exists():
            found.append((str(key), str(certificate)))
    return found


def opened(octets, folder):
    """The word, and the innermost content."""
    fields, _ = header(octets)
    addresses = [address for _, address in email.utils.getaddresses([fields.get("from", "")]) if address]
    run = Run(folder, os.environ.get("KIT_FROM") or (addresses[0] if addresses else None))
    word = "opened"
    layers = 0
    while layers < MOST_LAYERS:
        fields, body = header(octets)
        media = fields.get("content-type", "").split(";")[0].strip().lower()
        if media == "multipart/signed":
            word, content = run.verified(octets, "SMIME")
        elif not fields or "pkcs7" in media or media == "application/octet-stream":
            cms = der(body) if fields.get("content-transfer-encoding", "").lower() != "binary" else body
            what = kind(cms) if cms else None
            if what == "signed" and run.are_certificates(cms):
                return word, None
            if what == "signed":
                word, content = run.verified(cms, "DER")
            elif what == "enveloped":
                content = run.decrypted(cms)
            elif what == "compressed":
                content = run.inflated(cms)
            else:
                break
        else:
            break
        layers += 1
        if content is None:
            return word, None
        octets = content
    if layers == 0:
        raise Failed("nothing that OpenSSL reads")
    return word, octets


def main():
    message, target = sys.argv[1:]
    if os.environ["KIT_POLICY"] == "authenticated-only":
        print("lacks")
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            word, content = opened(pathlib.Path(message).read_bytes(), pathlib.Path(folder))
        except Failed as why:
            print("failed", " ".join(str(why).split())[:200])
            return
    if content is not None:
        pathlib.Path(target).write_bytes(content)
    print(word)


if __name__ == "__main__":
    main()
