"""email_reader.py compat32|default: the standard library's email, by one of its two policies."""

import email
import email.header
import email.policy
import email.utils
import platform
import sys

from answers import serve


def text_of(part):
    octets = part.get_payload(decode=True) or b""
    try:
        return octets.decode(part.get_content_charset() or "ascii", "replace")
    except LookupError:
        return octets.decode("latin-1")


def walk(message, answer, text):
    for part in message.walk():
        if part.is_multipart():
            continue
        answer.name(part.get_filename())
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            answer.text(text(part))
        else:
            payload = part.get_payload(decode=True)
            answer.file(part.get_content_type(), payload or b"")


def compat32(octets, answer):
    message = email.message_from_bytes(octets, policy=email.policy.compat32)
    found = email.utils.getaddresses([str(each) for each in message.get_all("from", [])])
    first = email.utils.parseaddr(str(message.get("from", "")))
    for name, address in found + [first]:
        answer.author(name, address)
    if "subject" in message:
        answer.subject(str(email.header.make_header(email.header.decode_header(str(message["subject"])))))
    if "date" in message:
        when = email.utils.parsedate_tz(str(message["date"]))
        answer.date(email.utils.mktime_tz(when) if when else None)
    for value in message.get_all("authentication-results", []):
        answer.result(str(value))
    walk(message, answer, text_of)


def default(octets, answer):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    for field in message.get_all("from", []):
        for each in field.addresses:
            answer.author(each.display_name, each.addr_spec)
    if "subject" in message:
        answer.subject(str(message["subject"]))
    if "date" in message and message["date"].datetime:
        answer.date(message["date"].datetime.timestamp())
    walk(message, answer, lambda part: part.get_content(errors="replace"))


reader = sys.argv[1]
serve("Python " + platform.python_version(), {"compat32": compat32, "default": default}[reader])
