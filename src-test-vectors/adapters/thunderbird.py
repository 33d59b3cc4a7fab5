#!/usr/bin/env python3
"""The adapter for Thunderbird, one program for all messages: it shows a text and no octets, so run it with --text. Thunderbird judges at the present time.

The program has all keys of the kit and the anchor trust/root.pem; other anchors and revocation lists it is not given.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time

import layers
from window import Thunderbird

KIT = pathlib.Path(__file__).resolve().parents[1]
SOCKET = str(layers.CACHE / "thunderbird.socket")
# nsICMSMessageErrors: bad digest, bad signature, digest mismatch, malformed signature.
BROKEN = {1026, 1033, 1034, 1037}


def serve():
    """Answers one message after the other, until the folder of the cache is gone."""
    profile = layers.CACHE / "profile"
    profile.mkdir()
    name = "sql:" + str(profile)
    layers.run("certutil", "-N", "-d", name, "--empty-password")
    layers.run("certutil", "-A", "-d", name, "-n", "root", "-t", "C,C,C", "-i", str(KIT / "trust" / "root.pem"))
    for pfx in sorted(KIT.glob("*/*.pfx")):
        for password in (KIT / "pki" / "passwords.txt").read_text().split("\n"):
            if layers.run("pk12util", "-i", str(pfx), "-d", name, "-W", password, "-K", "")[0] == 0:
                break
    program = Thunderbird(profile)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(SOCKET + ".new")
            server.listen(16)
            server.settimeout(5)
            os.rename(SOCKET + ".new", SOCKET)
            while layers.CACHE.exists():
                try:
                    client = server.accept()[0]
                except TimeoutError:
                    continue
                with client, client.makefile("rw") as stream:
                    try:
                        answer = program.read(stream.readline().rstrip("\n"))
                    except RuntimeError as why:
                        answer = {"failed": str(why)}
                    print(json.dumps(answer), file=stream, flush=True)
    finally:
        program.end()


def seen(message):
    with layers.once("thunderbird") as (folder, ready):
        if not ready:
            subprocess.Popen([sys.executable, __file__], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            while not pathlib.Path(SOCKET).exists():
                time.sleep(0.1)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(SOCKET)
        with client.makefile("rw") as stream:
            print(message, file=stream, flush=True)
            return json.loads(stream.readline())


def main(message, target):
    trusts = os.environ.get("KIT_TRUST", str(KIT / "trust" / "root.pem"))
    if os.environ["KIT_POLICY"] == "authenticated-only" or "KIT_CRLS" in os.environ or not trusts.endswith("trust/root.pem"):
        print("lacks")
        return
    answer = seen(message)
    signature, encryption = answer.get("signature", -1), answer.get("encryption", -1)
    if "failed" in answer or (signature == -1 and encryption != 0) or (encryption == 0 and "KIT_KEYS" not in os.environ):
        print("failed", str(answer.get("failed", "no layer"))[:200])
        return
    pathlib.Path(target).write_text(answer["whole"])
    print({-1: "opened", 0: "trusted"}.get(signature, "broken" if signature in BROKEN else "not-trusted"))


if __name__ == "__main__":
    main(*map(os.path.abspath, sys.argv[1:])) if sys.argv[1:] else serve()
