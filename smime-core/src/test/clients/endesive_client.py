"""endesive_client.py VERB KEYS OWN AT: endesive's e-mail functions."""

import pathlib
import sys

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from endesive import email

verb, keys, own, at = sys.argv[1:]
keys, at = pathlib.Path(keys), pathlib.Path(at)
entity = (at / "entity").read_bytes().decode()
if verb == "decrypt":
    out = email.decrypt(entity, load_pem_private_key((keys / (own + ".key")).read_bytes(), None))
else:
    hash_ok, signature_ok, chain_ok = email.verify(entity, [(keys / "root.pem").read_bytes(), (keys / "issuing.pem").read_bytes()])
    if not (hash_ok and signature_ok):
        sys.exit("hash %s, signature %s" % (hash_ok, signature_ok))
    out = b""
(at / "out").write_bytes(out)
