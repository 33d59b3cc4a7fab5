"""camel.py DATABASE: Evolution's mail library, with NSS's database that holds the keys and the root."""

import os
import shutil
import subprocess
import sys
import tempfile

home = tempfile.mkdtemp(prefix="camel")
for each in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
    os.environ[each] = home

import gi  # noqa: E402

gi.require_version("Camel", "1.2")
from gi.repository import Camel, Gio, GLib  # noqa: E402

from serve import serve  # noqa: E402


def octets_of(wrapper):
    stream = Camel.StreamMem.new()
    wrapper.decode_to_stream_sync(stream, None)
    return bytes(stream.get_byte_array())


class Reading:
    def __init__(self):
        self.signatures = []
        self.encrypted = False
        self.text = []
        self.attachments = []
        self.remarks = []

    def judge(self, validity):
        self.signatures.append(validity.get_valid())
        self.remarks.append((validity.get_description() or "").strip())

    def walk(self, part):
        kind = part.get_mime_type() if hasattr(part, "get_mime_type") else ""
        content = part.get_content()
        if kind == "multipart/signed":
            self.judge(context.verify_sync(part, None))
            self.walk(content.get_part(0))
        elif kind.endswith("pkcs7-mime"):
            # The same call for what is signed and what is encrypted, as Evolution has it.
            inner = Camel.MimePart.new()
            validity = context.decrypt_sync(part, inner, None)
            if part.get_content_type().param("smime-type") == "signed-data":
                self.judge(validity)
            else:
                self.encrypted = True
            self.walk(inner)
        elif isinstance(content, Camel.Multipart):
            for i in range(content.get_number()):
                self.walk(content.get_part(i))
        elif part.get_filename():
            self.attachments.append(part.get_filename())
        else:
            self.text.append(octets_of(content).decode("utf-8", "replace"))


def read(path):
    with open(path, "rb") as file:
        octets = file.read()
    message = Camel.MimeMessage.new()
    message.construct_from_stream_sync(Camel.StreamMem.new_with_buffer(octets), None)
    reading = Reading()
    reading.walk(message)
    good = bool(reading.signatures) and all(reading.signatures)
    return {
        "signature": "good" if good else "bad" if reading.signatures else "none",
        "encryption": "good" if reading.encrypted else "none",
        "subject": message.get_subject() or "",
        "text": "\n".join(reading.text),
        "attachments": reading.attachments,
        "remark": " ".join(reading.remarks),
    }


shutil.copytree(sys.argv[1], home + "/.pki/nssdb")
Camel.init(home, True)
session = Camel.Session(user_data_dir=home, user_cache_dir=home)
context = Camel.SMIMEContext.new(session)
version = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "libcamel-1.2-64t64"], capture_output=True, text=True).stdout
try:
    serve(version.split("-")[0], {"read": read})
finally:
    shutil.rmtree(home, ignore_errors=True)
