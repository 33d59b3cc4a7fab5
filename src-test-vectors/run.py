#!/usr/bin/env python3
"""Runs the kit against any program, through an adapter: a command that opens one message and says what it found.

    run.py ADAPTER [--only PATTERN] [--every N] [--jobs N] [--seconds N] [--text] [--to FILE.tsv] [--name NAME]
           [--compare FILE.tsv] [--all-agree]

ADAPTER is called for each message as `ADAPTER MESSAGE CONTENT`. README.md, "A program of yours", is the contract.
Exit status: 0 the run ended, and no case failed --compare or --all-agree; 1 some case failed; 2 bad usage.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent
KNOWN = ("expect kind layers errant signers countersigners receipt-request receipt receipt-of certificates binding integrity released deviations sha256 subject "
         "notes withheld keys password policy trust crls at from threat comment made-by").split()
VERDICTS = ["trusted", "untrusted", "broken", "unknown"]
WORDS = VERDICTS + ["not-trusted", "opened", "failed", "lacks"]
KINDS = ["good", "deviation", "spoof", "closed"]


def expectation(sidecar):
    """The lines of a sidecar; a key that is not known is an error, so that none is passed over."""
    values = {}
    for line in sidecar.read_text().splitlines():
        key, _, value = line.partition(": ")
        if key not in KNOWN or key in values:
            raise SystemExit("%s: the key %s is not known, or stands twice" % (sidecar.name, key))
        values[key] = value
    return values


def environment(values, cache):
    given = {key: value for key, value in os.environ.items() if not key.startswith("KIT_")}
    given["KIT_CACHE"] = cache
    given["KIT_PASSWORDS"] = str(ROOT / "pki" / "passwords.txt")
    given["KIT_POLICY"] = values.get("policy", "standard")
    for key in ("keys", "trust", "crls"):
        if key in values:
            given["KIT_" + key.upper()] = str(ROOT / values[key])
    for key in ("at", "from", "password"):
        if key in values:
            given["KIT_" + key.upper()] = values[key]
    return given


def asked(adapter, message, values, cache, seconds):
    """What the adapter says: a word, the content that it shows (or None), and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        content = pathlib.Path(folder) / "content"
        start = time.monotonic()
        run = subprocess.Popen(adapter + [str(message), str(content)], env=environment(values, cache), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, error = run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            return "late", None, seconds
        took = time.monotonic() - start
        said = out.decode("utf-8", "replace").split()
        word = said[0] if said else ""
        if run.returncode != 0 or word not in WORDS:
            sys.stderr.write("%s: status %d, %r\n%s\n" % (message.name, run.returncode, word, error.decode("utf-8", "replace")[-500:]))
            return "crashed", None, took
        return word, content.read_bytes() if content.exists() else None, took


def shows(values, expected):
    """True if whoever opens the message has its content to show. What it does not trust a program may hold back, and certificates and receipts have none."""
    inner = values.get("layers", "").split()[-1:]
    return expected in ("trusted", "opened") and ("sha256" in values or (inner != [] and inner[0] not in ("certificates", "receipt")))


def judged(values, word, content, text):
    """agrees, lacks, or in a few words what is wrong."""
    if word in ("lacks", "late", "crashed"):
        return word
    expected = values["expect"].split()[0]
    expected = expected if expected in VERDICTS + ["opened"] else "failed"
    if word == "failed" and content == b"":
        content = None  # a file that the program began and the adapter left
    if word == "trusted" and values["kind"] in ("spoof", "closed"):
        return "trusts it"
    if content is not None and "withheld" in values and values["withheld"].encode() in content:
        return "shows what is withheld"
    if values["kind"] == "closed":
        return "agrees"
    if values["kind"] == "spoof":
        return "shows it" if content is not None and expected == "failed" else "agrees"
    if word == "not-trusted" and expected in VERDICTS and expected != "trusted":
        word = expected
    if word != expected:
        return "%s, not %s" % (word, expected)
    if content is None and shows(values, expected):
        return "shows nothing"
    if content is not None and not text and "sha256" in values and hashlib.sha256(content).hexdigest() != values["sha256"]:
        return "other content"
    return "agrees"


def recorded(file):
    return dict(line.split("\t")[:2] for line in pathlib.Path(file).read_text().splitlines()[1:])


def main():
    about, usage, contract = __doc__.strip().split("\n\n")
    options = argparse.ArgumentParser(
        usage=usage.strip(), description=about, epilog=contract, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("adapter", metavar="ADAPTER", help="the command that opens one message")
    options.add_argument("--only", default="*", metavar="PATTERN", help="run only the cases with such a name, for example 'b1*'; default: all")
    options.add_argument("--every", type=int, default=1, metavar="N", help="run every Nth case; default: 1")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="run so many cases at once; default: the number of processors")
    options.add_argument("--seconds", type=float, default=10, metavar="N", help="stop the adapter after so many seconds; default: 10")
    options.add_argument("--text", action="store_true", help="the adapter gives the text that the program shows, not the octets: compare no content")
    options.add_argument("--to", metavar="FILE.tsv", help="write the result of each case to this file")
    options.add_argument("--name", default="", metavar="NAME", help="the program and its version, for the head of --to")
    options.add_argument("--compare", metavar="FILE.tsv", help="fail if a case disagrees that agreed in this file")
    options.add_argument("--all-agree", action="store_true", help="fail if a case disagrees")
    options = options.parse_args()
    adapter = options.adapter.split()
    everything = sorted((ROOT / "messages").glob("*/*.expect"), key=lambda each: each.stem)
    sidecars = [each for each in everything if fnmatch.fnmatch(each.stem, options.only)][:: options.every]
    if not sidecars:
        raise SystemExit("no case is named like " + options.only)
    results = {}

    def one(sidecar, cache):
        values = expectation(sidecar)
        beside = [each for each in sidecar.parent.glob(sidecar.stem + ".*") if each.suffix != ".expect" and each.stem == sidecar.stem]
        if len(beside) != 1:
            raise SystemExit("%s: not one message beside it but %d" % (sidecar.name, len(beside)))
        word, content, took = asked(adapter, beside[0], values, cache, options.seconds)
        return sidecar.stem, (values["kind"], judged(values, word, content, options.text), took)

    with tempfile.TemporaryDirectory() as cache, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results.update(pool.map(lambda sidecar: one(sidecar, cache), sidecars))
    counts = collections.Counter((kind, result if result in ("agrees", "lacks") else "differs") for kind, result, _ in results.values())
    print("| kind | cases | agrees | differs | lacks it |\n|---|---|---|---|---|")
    for kind in KINDS:
        row = [counts[kind, column] for column in ("agrees", "differs", "lacks")]
        print("| `%s` | %d | %d | %d | %d |" % (kind, sum(row), *row))
    slowest = max(results, key=lambda name: results[name][2])
    print("\nslowest: %s, %.1f s" % (slowest, results[slowest][2]))
    if options.to:
        lines = ["case\tresult\t" + options.name] + ["%s\t%s" % (name, results[name][1]) for name in sorted(results)]
        pathlib.Path(options.to).write_text("\n".join(lines) + "\n")
    wrong = []
    if options.compare:
        before = recorded(options.compare)
        wrong = ["%s: %s, and agreed when it was recorded" % (name, results[name][1])
                 for name in sorted(results) if before.get(name) == "agrees" != results[name][1]]
        wrong += [name + ": not recorded" for name in sorted(results) if name not in before]
    if options.all_agree:
        wrong += ["%s: %s" % (name, results[name][1]) for name in sorted(results) if results[name][1] != "agrees"]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
