#!/usr/bin/env python3
"""The adapter for Bouncy Castle's mail module: JARS names the folder with bcprov, bcpkix, bcutil, bcjmail, angus-mail and what they need."""

import glob
import os
import pathlib
import subprocess
import sys

from layers import once

jars = ":".join(sorted(glob.glob(os.environ["JARS"] + "/*.jar")))
with once("bouncycastle") as (folder, ready):
    if not ready:
        subprocess.run(["javac", "-nowarn", "-cp", jars, "-d", str(folder), str(pathlib.Path(__file__).with_name("BouncyCastleMail.java"))], check=True)
if os.environ["KIT_POLICY"] == "authenticated-only" or "KIT_PASSWORD" in os.environ:
    print("lacks")
else:
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(folder) + ":" + jars, "BouncyCastleMail", *sys.argv[1:]]
    sys.exit(subprocess.run(command).returncode)
