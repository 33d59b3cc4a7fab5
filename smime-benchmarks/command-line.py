#!/usr/bin/env python3
"""Measures whole processes of the command line beside an older build and OpenSSL, and writes results/command-line.md.

    command-line.py --jdk HOME [--jdk HOME]... --old smime.jar [--provider JAR] [--runs N]

Build before: mvn -Pdist -DskipTests package. It needs openssl and 1.5 GB in /dev/shm. Let nothing else run beside it: it takes about ten minutes.
--old is the jar that start-up is compared with, --provider a JCA provider for the archive. `benchmarks.jar report --render` puts the table into RESULTS.md.
"""

import argparse
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
    """Wall-clock seconds of a process, and the bytes that its read calls returned. A failure is an error."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    took = time.monotonic() - start
    read = int(re.search(r"rchar: (\d+)", pathlib.Path("/proc/%d/io" % process.pid).read_text())[1])
    if process.wait() != 0:
        raise SystemExit("%s ended with %d: %s" % (" ".join(map(str, command)), process.returncode, said))
    return took, read


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


def feature(jdk):
    return re.search(r'JAVA_VERSION="(\d+)', (jdk / "release").read_text())[1]


class Table:
    def __init__(self):
        self.lines = ["| work | goal | figure | |", "|---|---|---|---|"]

    def row(self, work, goal, figure, most=None, least=None, unit=" ×"):
        met = figure <= most if most is not None else figure >= least
        self.lines.append("| %s | %s | %.2f%s | %s |" % (work, goal, figure, unit, "met" if met else "**short**"))
        print(self.lines[-1], flush=True)


def start(table, folder, options, command, jar):
    environment = {home: dict(os.environ, JAVA_HOME=str(home), SMIME_CACHE=str(folder / "cache")) for home in options.jdk}
    ways = []
    for home in options.jdk:
        java = str(home / "bin" / "java")
        ways += [(home, "old", [java, "-jar", str(options.old), "open"]), (home, "jar", [java, "-jar", str(jar), "open"]),
                 (home, "installed", [str(command), "open"])]
    taken = {(home, name): [] for home, name, _ in ways}
    # The installed command writes its archive of classes in its first runs.
    for turn in range(options.runs + 3):
        for home, name, call in ways:
            took, _ = run(call + OPTIONS, folder, environment[home])
            if turn >= 3:
                taken[home, name].append(took)
    for home in options.jdk:
        old, plain, installed = (statistics.median(taken[home, name]) for name in ("old", "jar", "installed"))
        most = 0.5 if int(feature(home)) < 25 else 0.35
        work = "`smime open`, 7 KB mail, three PFX, Java " + feature(home)
        table.row("%s: the installed command (%.0f ms), divided by the jar of %s (%.0f ms)" % (work, installed * 1e3, options.old_name, old * 1e3),
                  "≤ %.2f ×" % most, installed / old, most=most)
        table.row("%s: the jar (%.0f ms), divided by the jar of %s" % (work, plain * 1e3, options.old_name), "≤ 0.75 ×", plain / old, most=0.75)


def content(table, folder, options, command):
    environment = dict(os.environ, JAVA_HOME=str(options.jdk[0]), SMIME_CACHE=str(folder / "cache"))
    ours, theirs = [], []
    call = [str(command), "open", "--keys", "k3.pem", "--content", "out", "big.eml"]
    small = [str(command), "open", "--keys", "k3.pem", "--content", "out", "mail.eml"]
    for turn in range(6):
        (folder / "out").unlink(missing_ok=True)
        took, read = run(call, folder, environment)
        (folder / "out").unlink(missing_ok=True)
        other, _ = run(["openssl", "cms", "-decrypt", "-in", "big.eml", "-inkey", "k3.key", "-out", "out"], folder)
        if turn > 0:
            ours.append(took)
            theirs.append(other)
    (folder / "out").unlink(missing_ok=True)
    _, beside = run(small, folder, environment)
    (folder / "out").unlink(missing_ok=True)
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    work = "256 MiB AES-256-GCM text, `open --content`, Java " + feature(options.jdk[0])
    table.row("%s: time (%.2f s), divided by that of `openssl cms` (%.2f s)" % (work, ours, theirs), "≤ 0.70 ×", ours / theirs, most=0.7)
    table.row(work + ": bytes read, divided by the length of the file", "≤ 3 ×", (read - beside) / (folder / "big.eml").stat().st_size, most=3.05)


def archive(table, options, jar):
    java = str(options.jdk[0] / "bin" / "java")
    call = [java, "-cp", "%s:%s" % (ROOT / "smime-cli/target/test-classes", jar), "org.smime4j.cli.ArchiveScale", "1000", "4000", "10000", "7", "RSA"]
    if options.provider:
        call.append(str(options.provider))
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    print(said)
    # The first rounds warm up.
    rounds = [line for line in said.splitlines() if "bare operations" in line][2:]

    def median(pattern):
        return statistics.median(float(re.search(pattern, line)[1]) for line in rounds)

    work = "`smime archive`, 10 KiB mails, 1,000 RSA keys, Java " + feature(options.jdk[0])
    table.row(work + ": one thread's messages, divided by bare RSA operations", "≥ 0.90", median(r"([\d.]+) of \d+ bare"), least=0.9, unit="")
    table.row(work + ": two threads, divided by one", "≥ 1.80 ×", median(r"threads: ([\d.]+) times one"), least=1.8)
    if options.provider:
        table.row(work + ": with `--provider` (Amazon Corretto Crypto Provider), divided by without", "≥ 1.30 ×", median(r"provider ([\d.]+) times"), least=1.3)


def main():
    about, usage, more = __doc__.strip().split("\n\n")
    parser = argparse.ArgumentParser(usage=usage.strip(), description=about, epilog=more, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jdk", type=pathlib.Path, action="append", required=True, metavar="HOME", help="a JDK; the first one also runs the archive and the large file")
    parser.add_argument("--old", type=pathlib.Path, required=True, metavar="JAR", help="the command line of another commit")
    parser.add_argument("--old-name", default="88893b6", metavar="COMMIT", help="that commit; default: 88893b6")
    parser.add_argument("--provider", type=pathlib.Path, metavar="JAR", help="the jar of a JCA provider")
    parser.add_argument("--runs", type=int, default=11, metavar="N", help="how often each process starts; default: 11")
    options = parser.parse_args()
    jar = ROOT / "smime-cli/target/smime.jar"
    table = Table()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder = pathlib.Path(name)
        packed = next((ROOT / "smime-cli/target").glob("smime-*.tar.gz"))
        subprocess.run(["tar", "-xzf", packed, "-C", name], check=True)
        command = next(folder.glob("smime-*/bin/smime"))
        prepare(folder)
        start(table, folder, options, command, jar)
        large(folder)
        content(table, folder, options, command)
    archive(table, options, jar)
    commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    about = "%s, %d processors, commit %s." % (time.strftime("%Y-%m-%d", time.gmtime()), os.cpu_count(), commit)
    (ROOT / "smime-benchmarks/results/command-line.md").write_text("\n".join([about, ""] + table.lines) + "\n")


if __name__ == "__main__":
    main()
