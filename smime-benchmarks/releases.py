#!/usr/bin/env python3
"""Says what this build lost in bulk since another one: both alternate, on each class of processors that the host has.

    releases.py --jdk HOME [--jdk HOME]... [--rounds N] OLD/benchmarks.jar NEW/benchmarks.jar

A row is the fastest iteration of each build, so that what runs beside them decides nothing. It fails if the new build takes more than a tenth longer in
any row: what was bought with it stands in CHANGELOG.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

WORK = ["Sign.sign", "Verify.verify", "Encrypt.encrypt", "Decrypt.decrypt", "OpenSigned.openSigned"]
SIZE = 33554432
LOST = 1.1


def classes():
    """The classes of processors that this host can be measured as, with the option of HotSpot for each."""
    facts = pathlib.Path("/proc/cpuinfo")
    flags = facts.read_text(errors="replace") if facts.exists() else ""
    if " avx512vbmi " in flags:
        return {"AVX-512 VBMI": ["-XX:UseAVX=3"], "AVX2": ["-XX:UseAVX=2"]}
    return {"AVX2" if " avx2 " in flags else "this host": []}


def milliseconds(java, jar, options, work):
    """The fastest iteration of each benchmark, in a JVM of its own."""
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / "result.json"
        pattern = r"\.(" + "|".join(each.replace(".", r"\.") for each in work) + ")$"
        heap = ["-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"]
        command = [java, "-jar", jar, pattern, "-f", "1", "-wi", "2", "-i", "4", "-w", "400ms", "-r", "400ms"]
        command += ["-p", f"size={SIZE}", "-p", "contestant=SMIME4J", "-p", "cipher=GCM", "-p", "form=TEXT", "-p", "keys=RSA_2048"]
        command += ["-jvmArgsAppend", " ".join(heap + options), "-rf", "json", "-rff", str(result)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if ran.returncode != 0 or not result.exists():
            sys.exit(f"{jar} ended with {ran.returncode}:\n{ran.stdout[-2000:]}")
        fastest = {}
        for node in json.loads(result.read_text()):
            metric = node["primaryMetric"]
            if metric["scoreUnit"] != "ops/s":
                sys.exit(f"{jar} counts in {metric['scoreUnit']}")
            name = ".".join(node["benchmark"].split(".")[-2:])
            if node["params"].get("senders", "1") == "1":
                fastest[name] = 1e3 / max(rate for fork in metric["rawData"] for rate in fork)
        missing = set(work) - set(fastest)
        if missing:
            sys.exit(f"{jar} measured nothing for {sorted(missing)}")
        return fastest


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--jdk", action="append", required=True)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("old")
    parser.add_argument("new")
    options = parser.parse_args()
    lost = []
    print("| work, 32 MiB | Java | processor | old, ms | new, ms | new / old |")
    print("|---|---|---|---|---|---|")
    for home in options.jdk:
        java = str(pathlib.Path(home) / "bin" / "java")
        release = (pathlib.Path(home) / "release").read_text()
        feature = release.split('JAVA_VERSION="')[1].split(".")[0].split('"')[0]
        for processor, flags in classes().items():
            best = {"old": {}, "new": {}}
            for _ in range(options.rounds):
                for which, jar in (("old", options.old), ("new", options.new)):
                    for work, time in milliseconds(java, jar, flags, WORK).items():
                        best[which][work] = min(time, best[which].get(work, time))
            for work in WORK:
                old, new = best["old"][work], best["new"][work]
                print(f"| {work.split('.')[1]} | {feature} | {processor} | {old:.1f} | {new:.1f} | {new / old:.2f} |", flush=True)
                if new > LOST * old:
                    lost.append(f"{work} on Java {feature} with {processor}")
    if lost:
        sys.exit("more than a tenth slower: " + ", ".join(lost))


if __name__ == "__main__":
    main()
