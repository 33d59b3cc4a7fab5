"""gmime.py GNUPGHOME: GMime, the mail library of notmuch and others, on gpgsm."""

import ctypes
import os
import sys

os.environ["GNUPGHOME"] = sys.argv[1]

import gi  # noqa: E402

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402

from serve import serve  # noqa: E402

GMime.init()

# The introspection fails at a status of several bits, and at a decryption that gives no session key.
library = ctypes.CDLL("libgmime-3.0.so.0")
library.g_mime_signature_get_status.argtypes = [ctypes.c_void_p]
library.g_mime_application_pkcs7_mime_decrypt.argtypes = [ctypes.c_void_p, ctypes.c_int] + 3 * [ctypes.c_void_p]
library.g_mime_application_pkcs7_mime_decrypt.restype = ctypes.c_void_p
library.g_mime_object_to_string.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
library.g_mime_object_to_string.restype = ctypes.c_char_p


def decrypted(part):
    inner = library.g_mime_application_pkcs7_mime_decrypt(hash(part), 0, None, None, None)
    if not inner:
        raise RuntimeError("not decrypted")
    octets = library.g_mime_object_to_string(inner, None)
    return GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets)).construct_part(None)


def octets_of(part):
    stream = GMime.StreamMem.new()
    part.get_content().write_to_stream(stream)
    return bytes(stream.get_byte_array())


class Reading:
    def __init__(self):
        self.signatures = []
        self.encrypted = False
        self.text = []
        self.attachments = []

    def judge(self, signatures):
        if signatures.length() == 0:
            self.signatures.append(0)
        for i in range(signatures.length()):
            self.signatures.append(library.g_mime_signature_get_status(hash(signatures.get_signature(i))))

    def walk(self, part):
        if isinstance(part, GMime.MultipartSigned):
            self.judge(part.verify(GMime.VerifyFlags.NONE))
            self.walk(part.get_part(0))
        elif isinstance(part, GMime.Multipart):
            for i in range(part.get_count()):
                self.walk(part.get_part(i))
        elif isinstance(part, GMime.ApplicationPkcs7Mime):
            if part.get_smime_type() == GMime.SecureMimeType.SIGNED_DATA:
                signatures, inner = part.verify(GMime.VerifyFlags.NONE)
                self.judge(signatures)
            else:
                inner = decrypted(part)
                self.encrypted = True
            self.walk(inner)
        elif part.get_filename():
            self.attachments.append(part.get_filename())
        else:
            self.text.append(part.get_text())


def read(path):
    with open(path, "rb") as file:
        stream = GMime.StreamMem.new_with_buffer(file.read())
    message = GMime.Parser.new_with_stream(stream).construct_message(None)
    reading = Reading()
    reading.walk(message.get_mime_part())
    # A status has the bits VALID and GREEN, and others for what is wrong.
    good = bool(reading.signatures) and all(each & 0x3 and not each & ~0x3 for each in reading.signatures)
    return {
        "signature": "good" if good else "bad" if reading.signatures else "none",
        "encryption": "good" if reading.encrypted else "none",
        "subject": message.get_subject() or "",
        "text": "\n".join(reading.text),
        "attachments": reading.attachments,
        "remark": " ".join("%#x" % each for each in reading.signatures),
    }


serve("%d.%d.%d" % (GMime.MAJOR_VERSION, GMime.MINOR_VERSION, GMime.MICRO_VERSION), {"read": read})
