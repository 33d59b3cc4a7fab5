#!/usr/bin/env python3
"""Measures whole processes of the command line beside an older build and OpenSSL, and writes results/command-line-JAVA.json.

    command-line.py --jdk HOME [--jdk HOME]... --old smime.jar [--provider JAR] [--runs N]

Build before: mvn -Pdist -DskipTests package. It needs openssl and 1.5 GB in /dev/shm. Let nothing else run beside it: it takes about ten minutes for each JDK.
--old is the jar that start-up is compared with, of commit 4340d414, --provider a JCA provider for the archive. `benchmarks.jar report` puts the figures into RESULTS.md, or with --render those of its last run.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPTIONS = ["--keys", "k1.pfx", "--keys", "k2.pfx", "--keys", "k3.pfx", "--password-file", "password", "--trust", "ca.pem", "mail.eml"]


def run(command, folder, environment=None):
    """Wall-clock seconds of a process, and the most memory that it had, in bytes. A failure is an error."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("%s ended with %d: %s" % (" ".join(map(str, command)), process.returncode, said))
    return took, usage.ru_maxrss * 1024


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def person(folder, name):
    """A key and a certificate by the authority ca.pem."""
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
    (folder / "extensions").write_text("subjectAltName=email:%s@example.org\nextendedKeyUsage=emailProtection\n" % name)
    openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "extensions", "-out", name + ".crt")


def prepare(folder):
    """A signed and encrypted mail of 7 KB, and three PFX files of which the last opens it."""
    (folder / "password").write_text("secret\n")
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "30")
    for name in ("k1", "k2", "k3"):
        person(folder, name)
        openssl(folder, "pkcs12", "-export", "-inkey", name + ".key", "-in", name + ".crt", "-certfile", "ca.pem", "-passout", "pass:secret",
                "-out", name + ".pfx")
    (folder / "text").write_text("Content-Type: text/plain\r\n\r\n" + "A line of this mail.\r\n" * 40)
    openssl(folder, "cms", "-sign", "-in", "text", "-signer", "k1.crt", "-inkey", "k1.key", "-out", "signed")
    openssl(folder, "cms", "-encrypt", "-aes-256-gcm", "-in", "signed", "-from", "k1@example.org", "-to", "k3@example.org",
            "-subject", "mail", "-out", "mail.eml", "k3.crt")


def large(folder):
    """An encrypted text of 256 MiB."""
    line = os.urandom(38).hex() + "\r\n"
    with open(folder / "big.txt", "w") as out:
        out.write("Content-Type: text/plain\r\n\r\n")
        for _ in range(256 * 1024 * 1024 // len(line) // 1024):
            out.write(line * 1024)
    openssl(folder, "cms", "-encrypt", "-aes-256-gcm", "-binary", "-stream", "-in", "big.txt", "-out", "big.eml", "k3.crt")
    (folder / "big.txt").unlink()
    (folder / "k3.pem").write_text((folder / "k3.key").read_text() + (folder / "k3.crt").read_text())


def version(jdk):
    return re.search(r'JAVA_VERSION="([^"]+)', (jdk / "release").read_text())[1]


class Figures:
    """Of one JDK, in the form of JMH's results."""

    def __init__(self, jdk):
        self.version = version(jdk)
        self.nodes = []

    def add(self, what, way, runs, rates=False, **others):
        self.nodes.append({
            "benchmark": "CommandLine." + what, "mode": "thrpt" if rates else "ss", "threads": 1, "jdkVersion": self.version,
            "params": {"way": way}, "primaryMetric": {"scoreUnit": "ops/s" if rates else "s/op", "rawData": [runs]},
            "secondaryMetrics": {name: {"score": score} for name, score in others.items()}})
        print("Java %s, %s, %s: %.3f %s" % (self.version, what, way, statistics.median(runs), "a second" if rates else "s"), flush=True)

    def write(self):
        file = "results/command-line-%s.json" % self.version.split(".")[0]
        (ROOT / "smime-benchmarks" / file).write_text("[\n" + ",\n".join(map(json.dumps, self.nodes)) + "\n]\n")


def with_runtime(folder, jdk, packed):
    """The command of the package that has a Java of its own."""
    subprocess.run([ROOT / "smime-cli/src/dist/with-runtime", jdk, packed, folder], check=True, stdout=subprocess.DEVNULL)
    own = folder / "own"
    own.mkdir()
    subprocess.run(["tar", "-xzf", next(folder.glob("smime-*.tar.gz")), "-C", own], check=True)
    return next(own.glob("smime-*/bin/smime"))


def start(figures, folder, options, command, jar, packed):
    environment = {home: dict(os.environ, JAVA_HOME=str(home), SMIME_CACHE=str(folder / "cache")) for home in options.jdk}
    ways = []
    for home in options.jdk:
        java = str(home / "bin" / "java")
        ways += [(home, "old", [java, "-jar", str(options.old), "open"]), (home, "jar", [java, "-jar", str(jar), "open"]),
                 (home, "installed", [str(command), "open"])]
        if int(version(home).split(".")[0]) >= 25:
            ways.append((home, "own", [str(with_runtime(folder, home, packed)), "open"]))
    taken = {(home, name): [] for home, name, _ in ways}
    # The installed command writes its archive of classes in its first run.
    for turn in range(options.runs + 3):
        for home, name, call in ways:
            took, _ = run(call + OPTIONS, folder, environment[home])
            if turn >= 3:
                taken[home, name].append(took)
    for (home, name), runs in taken.items():
        figures[home].add("open", name, runs)


def content(figures, folder, home, command):
    environment = dict(os.environ, JAVA_HOME=str(home), SMIME_CACHE=str(folder / "cache"))
    ours, theirs, resident = [], [], []
    call = [str(command), "open", "--keys", "k3.pem", "--content", "out", "big.eml"]
    for turn in range(6):
        (folder / "out").unlink(missing_ok=True)
        took, most = run(call, folder, environment)
        (folder / "out").unlink(missing_ok=True)
        other, _ = run(["openssl", "cms", "-decrypt", "-in", "big.eml", "-inkey", "k3.key", "-out", "out"], folder)
        if turn > 0:
            ours.append(took)
            theirs.append(other)
            resident.append(most)
    (folder / "out").unlink(missing_ok=True)
    figures.add("content", "smime", ours, resident=max(resident))
    figures.add("content", "openssl", theirs)


def archive(figures, home, provider, jar):
    call = [str(home / "bin" / "java"), "-cp", "%s:%s" % (ROOT / "smime-cli/target/test-classes", jar), "org.smime4j.cli.ArchiveScale",
            "1000", "4000", "10000", "7", "RSA"]
    if provider:
        call.append(str(provider))
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    print(said)
    # The first rounds warm up.
    rounds = [line for line in said.splitlines() if "bare operations" in line][2:]

    def each(pattern):
        return [float(re.search(pattern, line)[1]) for line in rounds]

    one = each(r"1 thread: (\d+)/s")
    figures.add("archive", "one", one, rates=True)
    figures.add("archive", "bare", each(r"of (\d+) bare"), rates=True)
    figures.add("archive", "two", [rate * times for rate, times in zip(one, each(r"threads: ([\d.]+) times one"))], rates=True)
    if provider:
        figures.add("archive", "provider", [rate * times for rate, times in zip(one, each(r"provider ([\d.]+) times"))], rates=True)


def main():
    about, usage, more = __doc__.strip().split("\n\n")
    parser = argparse.ArgumentParser(usage=usage.strip(), description=about, epilog=more, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jdk", type=pathlib.Path, action="append", required=True, metavar="HOME", help="a JDK")
    parser.add_argument("--old", type=pathlib.Path, required=True, metavar="JAR", help="the command line of commit 4340d414")
    parser.add_argument("--provider", type=pathlib.Path, metavar="JAR", help="the jar of a JCA provider")
    parser.add_argument("--runs", type=int, default=11, metavar="N", help="how often each process starts; default: 11")
    options = parser.parse_args()
    jar = ROOT / "smime-cli/target/smime.jar"
    figures = {home: Figures(home) for home in options.jdk}
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder = pathlib.Path(name)
        packed = next((ROOT / "smime-cli/target").glob("smime-*.tar.gz"))
        subprocess.run(["tar", "-xzf", packed, "-C", name], check=True)
        command = next(folder.glob("smime-*/bin/smime"))
        prepare(folder)
        start(figures, folder, options, command, jar, packed)
        large(folder)
        for home in options.jdk:
            content(figures[home], folder, home, command)
            figures[home].write()
    for home in options.jdk:
        archive(figures[home], home, options.provider, jar)
        figures[home].write()


if __name__ == "__main__":
    main()
