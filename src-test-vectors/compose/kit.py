"""Writes a case: the message and beside it what is to be found in it. Never over a file that is there."""

import hashlib

import keys as private_keys
import mime

ROOT = private_keys.ROOT
FOLDER = ROOT / "messages"
PLAIN = hashlib.sha256(mime.PLAIN).hexdigest()
SIGNED = {"trust": "trust/root.pem", "at": "2026-06-01T00:00:00Z"}
KEYS = {"keys": "history"}
AMBIGUOUS, OTHER = "untrusted AMBIGUOUS", "untrusted ADDRESS_MISMATCH"
ORDER = ["expect", "kind", "layers", "errant", "signers", "countersigners", "receipt-request", "receipt", "receipt-of", "certificates"]
ORDER += ["binding", "integrity", "released", "deviations", "sha256", "subject", "notes", "withheld"]
ORDER += ["keys", "password", "policy", "trust", "crls", "at", "from", "threat", "comment", "made-by"]

made = []
family = None  # the module that is at work: compose.py says which


def unbound(binding):
    """What is expected of a signer whom no address of the message names: it can be read in more than one way, or names another."""
    return AMBIGUOUS if binding == "UNPARSEABLE" else OTHER


def case(name, kind, expect, message, comment, extension="eml", **keys):
    """kind: good, deviation, spoof. It stands in the folder of the family that makes it."""
    if name in made:
        raise SystemExit(name + " is there twice")
    made.append(name)
    values = {"expect": expect, "kind": kind, "comment": comment, "made-by": "compose/" + family + ".py"}
    if name[0] in "abc" and name[1].isdigit():
        values["threat"] = name.split("-")[0].upper()
    values.update({key.replace("_", "-"): value for key, value in keys.items() if value is not None})
    unknown = set(values) - set(ORDER)
    if unknown:
        raise SystemExit(name + ": " + ", ".join(unknown))
    folder = FOLDER / family
    folder.mkdir(parents=True, exist_ok=True)
    file, sidecar = folder / (name + "." + extension), folder / (name + ".expect")
    if not file.exists():
        file.write_bytes(message)
    if not sidecar.exists():
        sidecar.write_text("".join("%s: %s\n" % (key, values[key]) for key in ORDER if key in values))


def mail(name, kind, expect, entity, comment, author=mime.BOB, more="", date=mime.NOW, **keys):
    """A mail with the usual header."""
    case(name, kind, expect, mime.header(name, author, more, date) + entity, comment, **keys)
