"""What a client that is driven from Python says: a line with its version, and for each line of a verb and paths a line of JSON."""

import json
import sys


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
