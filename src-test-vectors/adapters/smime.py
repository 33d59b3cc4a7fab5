#!/usr/bin/env python3
"""The adapter for the command `smime` of this project: SMIME names its jar, JAVA the Java to run it with."""

import json
import os
import pathlib
import subprocess
import sys

message, content = sys.argv[1:]
jar = os.environ.get("SMIME") or str(pathlib.Path(__file__).resolve().parents[2] / "smime-cli" / "target" / "smime.jar")
command = [os.environ.get("JAVA", "java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar, "open", "--json", "--content", content]
for key, option in (("KEYS", "--keys"), ("TRUST", "--trust"), ("CRLS", "--crl"), ("AT", "--at"), ("FROM", "--from"), ("POLICY", "--policy")):
    if "KIT_" + key in os.environ:
        command += [option, os.environ["KIT_" + key]]
if "KIT_KEYS" in os.environ:
    command += ["--password-file", os.environ["KIT_PASSWORDS"]]
if "KIT_PASSWORD" in os.environ:
    password = pathlib.Path(content + ".password")
    password.write_text(os.environ["KIT_PASSWORD"] + "\n")
    command += ["--recipient-password-file", str(password)]
run = subprocess.run(command + ["--", message], stdout=subprocess.PIPE)
# A missing jar is status 1 of Java itself, with nothing printed.
if run.returncode not in (0, 1) or not run.stdout:
    sys.exit("smime ended with %d" % run.returncode)
report = json.loads(run.stdout)
# The kit asks for the verdict, also where an encrypted part stays closed.
if report["outcome"] not in ("opened", "partly-opened"):
    print("failed", report["outcome"])
    sys.exit()
# Of signatures around one another the innermost, of several signers the worst.
signed = [layer for layer in report["layers"] if layer["kind"] == "signed" and layer["coverage"] == "whole"]
verdicts = [signer["verdict"] for signer in signed[-1]["signers"]] if signed else ["opened"]
print(min(verdicts, key=["broken", "untrusted", "unknown", "trusted", "opened"].index))
