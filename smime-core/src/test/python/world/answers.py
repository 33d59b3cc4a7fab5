"""What a reader that is written in Python says: it reads messages from standard input, each behind its length in four octets, and answers each with a line."""

import base64
import hashlib
import json
import sys


class Answer:
    """What would be shown: authors, texts, and of all other parts the type with a digest of the content."""

    def __init__(self):
        self.authors = []
        self.shown = []
        self.other = []

    def author(self, name, address):
        if name or address:
            self.authors.append(address or name)

    def text(self, text):
        self.shown.append(text)

    def file(self, media_type, octets):
        self.other.append(media_type.lower() + " " + hashlib.sha256(octets).hexdigest()[:16])

    def line(self):
        return json.dumps(
            {
                "authors": [encoded(each) for each in self.authors],
                "shown": [encoded(each) for each in self.shown],
                "other": [encoded(each) for each in self.other],
            }
        )


def encoded(text):
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def serve(version, read):
    """Answers by read(octets, answer) until the input ends. What it throws is a refusal: nothing is shown."""
    out = sys.stdout
    print(json.dumps({"version": encoded(version)}), flush=True)
    while True:
        head = sys.stdin.buffer.read(4)
        if len(head) < 4:
            return
        message = sys.stdin.buffer.read(int.from_bytes(head, "big"))
        answer = Answer()
        try:
            read(message, answer)
            line = answer.line()
        except Exception as e:  # a reader that fails shows nothing
            line = json.dumps({"refused": encoded(repr(e))})
        out.write(line + "\n")
        out.flush()
