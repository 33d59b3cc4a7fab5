#!/usr/bin/env python3
"""Makes the messages that no program makes: compose.py, after generate.sh. A file that exists is not written again."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "compose"))
sys.dont_write_bytecode = True

import kit  # noqa: E402
import envelopes  # noqa: E402
import recipients  # noqa: E402
import signatures  # noqa: E402
import certificates  # noqa: E402
import revocation  # noqa: E402
import mails  # noqa: E402
import structures  # noqa: E402
import honest  # noqa: E402
import deviations  # noqa: E402
import identifiers  # noqa: E402
import headers  # noqa: E402
import countersignatures  # noqa: E402
import receipts  # noqa: E402
import certsonly  # noqa: E402
import alike  # noqa: E402
import unlike  # noqa: E402
import anchors  # noqa: E402
import claims  # noqa: E402
import formless  # noqa: E402
import parts  # noqa: E402
import delimiters  # noqa: E402
import statements  # noqa: E402

FAMILIES = [envelopes, recipients, signatures, certificates, revocation, mails, structures, honest, deviations, identifiers]
for family in FAMILIES + [headers, countersignatures, receipts, certsonly, alike, unlike, anchors, claims, formless, parts, delimiters, statements]:
    kit.family = family.__name__
    family.all_cases()
