#!/usr/bin/env python3
"""The adapter for GMime 3, the mail library of notmuch and others, on gpgsm: GMime finds the layers, in the folder of keys that gpgsm.py makes.

GMime gives the address of the certificate, and its callers compare it with From; so does the adapter.
"""

import ctypes
import email.utils
import os
import pathlib
import sys
import tempfile

import gpgsm
import layers

folder = tempfile.TemporaryDirectory()
os.environ["GNUPGHOME"] = str(gpgsm.home(pathlib.Path(folder.name)))

import gi  # noqa: E402

gi.require_version("GMime", "3.0")
from gi.repository import GLib, GMime  # noqa: E402

GMime.init()
# The introspection fails at a status of several bits, and at a decryption that gives no session key.
library = ctypes.CDLL("libgmime-3.0.so.0")
library.g_mime_signature_get_status.argtypes = [ctypes.c_void_p]
library.g_mime_application_pkcs7_mime_decrypt.argtypes = [ctypes.c_void_p, ctypes.c_int] + 3 * [ctypes.c_void_p]
library.g_mime_application_pkcs7_mime_decrypt.restype = ctypes.c_void_p
library.g_mime_object_to_string.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
library.g_mime_object_to_string.restype = ctypes.c_char_p
VALID_AND_GREEN, BROKEN = 0x3, 0x4


def parsed(octets):
    return GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets)).construct_part(None)


def octets_of(part):
    """As it was signed: GMime writes LF for each line end."""
    return (library.g_mime_object_to_string(hash(part), None) or b"").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def verdict(signatures, sender):
    states = [library.g_mime_signature_get_status(hash(signatures.get_signature(i))) for i in range(signatures.length())]
    if not states:
        return "not-trusted"
    if any(state & BROKEN for state in states):
        return "broken"
    if any(not state & VALID_AND_GREEN or state & ~VALID_AND_GREEN for state in states):
        return "not-trusted"
    addresses = [signatures.get_signature(i).get_certificate().get_email() or "" for i in range(len(states))]
    return "trusted" if not sender or all(sender.lower() == each.strip("<>").lower() for each in addresses) else "untrusted"


def opened(octets, *_):
    try:
        return walked(octets)
    except GLib.GError as why:
        raise layers.Failed(str(why)) from why


def walked(octets):
    message = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets)).construct_message(None)
    if message is None or message.get_mime_part() is None:
        raise layers.Failed("no message")
    part, word, reached = message.get_mime_part(), "opened", 0
    senders = [address for _, address in email.utils.getaddresses([message.get_header("From") or ""]) if address]
    sender = os.environ.get("KIT_FROM") or (senders[0] if senders else None)
    for reached in range(layers.MOST_LAYERS):
        if isinstance(part, GMime.MultipartSigned) and part.get_count() == 2:
            word, part = verdict(part.verify(GMime.VerifyFlags.NONE), sender), part.get_part(0)
        elif isinstance(part, GMime.ApplicationPkcs7Mime) and part.get_smime_type() == GMime.SecureMimeType.SIGNED_DATA:
            signatures, part = part.verify(GMime.VerifyFlags.NONE)
            word = verdict(signatures, sender)
        elif isinstance(part, GMime.ApplicationPkcs7Mime) and part.get_smime_type() != GMime.SecureMimeType.CERTS_ONLY:
            inner = library.g_mime_application_pkcs7_mime_decrypt(hash(part), 0, None, None, None)
            if not inner:
                raise layers.Failed("not decrypted")
            part = parsed(library.g_mime_object_to_string(inner, None))
        else:
            break
    if reached == 0:
        raise layers.Failed("nothing that GMime reads")
    return word, octets_of(part)


if __name__ == "__main__":
    layers.opened = opened
    if "KIT_CRLS" in os.environ or "KIT_PASSWORD" in os.environ:
        print("lacks")
    else:
        layers.main(sys.modules[__name__])
