"""What a reader that is written in Python says: it reads messages from standard input, each behind its length in four octets, and answers each with a line."""

import base64
import hashlib
import json
import os
import select


class Answer:
    """What would be shown: authors, date, subject, texts, names of files, and of all other parts the type with a digest of the content. Some readers also say the values of Authentication-Results."""

    def __init__(self):
        self.authors = []
        self.shown = []
        self.other = []
        self.dates = []
        self.subjects = []
        self.names = []
        self.results = []

    def author(self, name, address):
        if name or address:
            self.authors.append(address or name)

    def text(self, text):
        self.shown.append(text)

    def file(self, media_type, octets):
        self.other.append(media_type.lower() + " " + hashlib.sha256(octets).hexdigest()[:16])

    def date(self, seconds):
        """Of the epoch; None where the reader finds no date."""
        if seconds is not None:
            self.dates.append(str(int(seconds)))

    def subject(self, text):
        if text is not None:
            self.subjects.append(text)

    def result(self, text):
        if text is not None:
            self.results.append(text)

    def name(self, text):
        if text:
            self.names.append(text)

    def line(self):
        return json.dumps({what: [encoded(each) for each in found] for what, found in vars(self).items()})


def encoded(text):
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


class Messages:
    """What comes in."""

    def __init__(self):
        self.waiting = b""

    def first(self):
        """The next message; None at the end."""
        while len(self.waiting) < 4 or len(self.waiting) < 4 + int.from_bytes(self.waiting[:4], "big"):
            octets = os.read(0, 1 << 20)
            if not octets:
                return None
            self.waiting += octets
        end = 4 + int.from_bytes(self.waiting[:4], "big")
        message, self.waiting = self.waiting[4:end], self.waiting[end:]
        return message

    def some(self, most):
        """The next messages, as many as come at once."""
        messages = []
        while len(messages) < most and (not messages or self.waiting or select.select([0], [], [], 0.05)[0]):
            message = self.first()
            if message is None:
                break
            messages.append(message)
        return messages


def serve(version, read):
    """Answers by read(octets, answer) until the input ends. What it throws is a refusal: nothing is shown."""

    def each(messages, answers):
        for message, answer in zip(messages, answers):
            try:
                read(message, answer)
            except Exception as e:  # a reader that fails shows nothing
                answer.refused = repr(e)

    serve_many(version, 1, each)


def serve_many(version, most, read):
    """Answers by read(messages, answers) for up to so many at once."""
    print(json.dumps({"version": encoded(version)}), flush=True)
    incoming = Messages()
    while messages := incoming.some(most):
        answers = [Answer() for _ in messages]
        read(messages, answers)
        for answer in answers:
            refused = getattr(answer, "refused", None)
            print(json.dumps({"refused": encoded(refused)}) if refused else answer.line(), flush=True)
