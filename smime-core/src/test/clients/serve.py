"""What a client that is driven from Python says: a line with its version, and for each line of a verb and paths a line of JSON."""

import json
import sys


def apart(path):
    """The fields of a plain message that are for the transport, and its entity."""
    with open(path, "rb") as file:
        octets = file.read()
    at = octets.index(b"Content-Type:")
    return octets[:at], octets[at:]


def mail(path, header, entity):
    """Writes a message of fields for the transport and a protected entity, which brings no version of MIME then."""
    if header:
        entity = entity.replace(b"MIME-Version: 1.0\r\n", b"").replace(b"MIME-Version: 1.0\n", b"")
    with open(path, "wb") as file:
        file.write(header + entity.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return {"written": path}


def serve(version, verbs):
    """Answers until the input ends. What a verb throws is its answer too: the client cannot."""
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        verb, *paths = line.split()
        try:
            answer = verbs[verb](*paths)
        except Exception as e:
            answer = {"refused": " ".join(str(e).split()) or repr(e)}
        print(json.dumps(answer), flush=True)
