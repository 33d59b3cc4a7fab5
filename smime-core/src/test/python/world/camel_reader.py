"""Camel, Evolution's library for mail, by its introspection."""

import os
import subprocess
import tempfile

home = tempfile.mkdtemp(prefix="camel")
for each in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
    os.environ[each] = home

import gi  # noqa: E402

gi.require_version("Camel", "1.2")
from gi.repository import Camel  # noqa: E402

from answers import serve  # noqa: E402


def octets_of(wrapper):
    stream = Camel.StreamMem.new()
    wrapper.decode_to_stream_sync(stream, None)
    return bytes(stream.get_byte_array())


def walk(part, answer):
    content = part.get_content()
    if isinstance(content, Camel.Multipart):
        for i in range(content.get_number()):
            walk(content.get_part(i), answer)
    elif isinstance(content, Camel.MimeMessage):
        walk(content, answer)
    elif content is not None:
        answer.name(part.get_filename())
        media_type = content.get_mime_type()
        if media_type.lower().startswith("text/") and (part.get_disposition() or "").lower() != "attachment":
            charset = content.get_mime_type_field().param("charset") or "utf-8"
            try:
                answer.text(octets_of(content).decode(charset, "replace"))
            except LookupError:
                answer.text(octets_of(content).decode("latin-1"))
        else:
            answer.file(media_type, octets_of(content))


def read(octets, answer):
    message = Camel.MimeMessage.new()
    message.construct_from_stream_sync(Camel.StreamMem.new_with_buffer(octets), None)
    people = message.get_from()
    for i in range(people.length() if people else 0):
        _, name, address = people.get(i)
        answer.author(name, address)
    answer.subject(message.get_subject())
    date = message.get_date()
    seconds = date[0] if isinstance(date, tuple) else date
    answer.date(None if seconds == -1 else seconds)
    walk(message, answer)


Camel.init(home, False)
version = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "libcamel-1.2-64t64"], capture_output=True, text=True).stdout
serve("Camel " + version.split("-")[0], read)
