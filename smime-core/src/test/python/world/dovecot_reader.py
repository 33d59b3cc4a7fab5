"""Dovecot's IMAP: the envelope, the structure and the decoded texts that it gives to any mail program. Its imap runs alone, without a service."""

import email.header
import email.utils
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from answers import serve

SETTINGS = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = %(at)s/run
state_dir = %(at)s/run
log_path = /dev/null
mail_driver = maildir
mail_path = %(at)s/mail
mail_index_path = MEMORY
mail_home = %(at)s
mail_fsync = never
mail_uid = %(user)d
mail_gid = %(group)d
first_valid_uid = 1
first_valid_gid = 1
ssl = no
protocols = imap
stats_writer_socket_path =
"""

NOBODY = 65534  # for root, who must not read mail there

at = pathlib.Path(tempfile.mkdtemp(prefix="dovecot"))
user, group = os.getuid() or NOBODY, os.getgid() or NOBODY
for each in ("mail", "mail/cur", "mail/new", "mail/tmp"):
    (at / each).mkdir()
(at / "settings").write_text(SETTINGS % {"at": at, "user": user, "group": group})
if os.getuid() == 0:
    for each in (at, *at.rglob("*")):
        os.chown(each, user, group)
environment = {"USER": "reader", "HOME": str(at), "PATH": os.environ["PATH"], "DOVECOT_PRESERVE_ENVS": "USER HOME"}


def start():
    global imap
    imap = subprocess.Popen(
        ["/usr/lib/dovecot/imap", "-c", at / "settings"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    imap.stdout.readline()
    ask("SELECT INBOX")


def ask(command):
    """The untagged answers, each as nested lists of octets; None if it says no."""
    imap.stdin.write(b"a " + command.encode() + b"\r\n")
    imap.stdin.flush()
    answers = []
    while True:
        line = imap.stdout.readline()
        if not line:
            raise EOFError("imap ended")
        while literal := re.search(rb"~?\{(\d+)\}\r\n$", line):
            octets = imap.stdout.read(int(literal[1]))
            line = line[: literal.start()] + b'"' + re.sub(rb'([\\"])', rb"\\\1", octets) + b'"' + imap.stdout.readline()
        if line.startswith(b"a "):
            return answers if line.startswith(b"a OK") else None
        answers.append(nested(line))


def nested(line):
    stack = [[]]
    for open_, close, quoted, atom in re.findall(rb'(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+)', line, re.DOTALL):
        if open_:
            stack.append([])
        elif close:
            top = stack.pop()
            stack[-1].append(top)
        elif atom:
            stack[-1].append(None if atom == b"NIL" else atom)
        else:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", quoted, flags=re.DOTALL))
    return stack[0]


def text_of(octets):
    return (octets or b"").decode("utf-8", "replace")


def parameters(found):
    found = found or []
    pairs = [(text_of(name).lower(), text_of(value)) for name, value in zip(found[::2], found[1::2])]
    return dict(email.utils.decode_params([("", "")] + pairs)[1:])


def name(value):
    return email.utils.collapse_rfc2231_value(value).strip('"') if value else None


def walk(number, part, path, answer):
    if is_multipart(part):
        for i, child in enumerate(itertools.takewhile(lambda each: isinstance(each, list), part)):
            walk(number, child, path + [i + 1], answer)
        return
    media_type = text_of(part[0]).lower() + "/" + text_of(part[1]).lower()
    if media_type == "message/rfc822":
        inner = part[8]
        walk(number, inner, path if is_multipart(inner) else path + [1], answer)
        return
    of_type = parameters(part[2])
    disposition = part[9] if media_type.startswith("text/") else part[8]
    kind, of_disposition = (text_of(disposition[0]).lower(), parameters(disposition[1])) if disposition else ("", {})
    answer.name(name(of_disposition.get("filename") or of_type.get("name")))
    section = ".".join(map(str, path or [1]))
    decoded = ask(f"FETCH {number} BINARY.PEEK[{section}]")
    found = decoded or ask(f"FETCH {number} BODY.PEEK[{section}]")
    octets = next((each[3][1] for each in found or [] if len(each) > 3 and isinstance(each[3], list)), b"") or b""
    if media_type.startswith("text/") and kind != "attachment":
        try:
            answer.text(octets.decode(name(of_type.get("charset")) or "utf-8", "replace"))
        except LookupError:
            answer.text(octets.decode("latin-1"))
    elif decoded is None:  # it decodes no Base64 with other characters, which RFC 2045, section 6.8, passes over
        answer.other.append(media_type)
    else:
        answer.file(media_type, octets)


def is_multipart(part):
    return isinstance(part, list) and bool(part) and isinstance(part[0], list)


count = 0


def read(octets, answer):
    global count
    count += 1
    path = at / "mail" / "cur" / ("%d.M1.here:2,S" % count)
    path.write_bytes(octets)
    if os.getuid() == 0:
        os.chown(path, user, group)
    try:
        if imap.poll() is not None:
            start()
        told = ask("NOOP")
        number = [int(each[1]) for each in told if each[2:3] == [b"EXISTS"]][-1]
        for each in ask(f"FETCH {number} (ENVELOPE BODYSTRUCTURE)"):
            if each[2:3] == [b"FETCH"]:
                _, envelope, _, structure = each[3]
                date, subject, authors = envelope[:3]
                for person in authors or []:
                    if person[3]:
                        answer.author("", text_of(person[2]) + "@" + text_of(person[3]))
                if subject is not None:
                    answer.subject(str(email.header.make_header(email.header.decode_header(text_of(subject)))))
                when = email.utils.parsedate_tz(text_of(date))
                answer.date(email.utils.mktime_tz(when) if when else None)
                walk(number, structure, [], answer)
    finally:
        path.unlink()


start()
version = subprocess.run(["dovecot", "--version"], capture_output=True, text=True).stdout.split("-")[0]
try:
    serve("Dovecot " + version, read)
finally:
    imap.kill()
    shutil.rmtree(at, ignore_errors=True)
