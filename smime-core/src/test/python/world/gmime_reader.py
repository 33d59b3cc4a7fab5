"""GMime, by its introspection."""

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402

from answers import serve  # noqa: E402

GMime.init()


def people(addresses, answer):
    for i in range(addresses.length()):
        each = addresses.get_address(i)
        if isinstance(each, GMime.InternetAddressGroup):
            people(each.get_members(), answer)
        else:
            answer.author(each.get_name(), each.get_addr())


def octets_of(part):
    stream = GMime.StreamMem.new()
    content = part.get_content()
    if content is None:
        return b""
    content.write_to_stream(stream)
    return bytes(stream.get_byte_array())


def walk(part, answer, cut):
    if isinstance(part, GMime.Multipart):
        for i in range(part.get_count()):
            walk(part.get_part(i), answer, cut)
    elif isinstance(part, GMime.MessagePart):
        if part.get_message() is not None:
            walk(part.get_message().get_mime_part(), answer, cut)
        return
    elif isinstance(part, GMime.Part):
        answer.name(part.get_filename())
    if isinstance(part, GMime.TextPart) and (part.get_disposition() or "").lower() != "attachment":
        try:
            answer.text(part.get_text() or "")
        except UnicodeDecodeError:  # the introspection's, not GMime's
            answer.text(octets_of(part).decode("utf-8", "replace"))
    elif isinstance(part, GMime.Part):
        octets = octets_of(part)
        # It takes the line end before a delimiter to be as long as the one behind it. The whole CRLF belongs to the delimiter, and none need follow the last (RFC 2046, section 5.1.1).
        answer.file(part.get_content_type().get_mime_type(), octets.removesuffix(b"\r") if cut else octets)


def read(octets, answer):
    parser = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets))
    parser.set_format(GMime.Format.MESSAGE)
    message = parser.construct_message(None)
    if message is None:
        return
    if message.get_from() is not None:
        people(message.get_from(), answer)
    answer.subject(message.get_subject())
    if message.get_date() is not None:
        answer.date(message.get_date().to_unix())
    fields = message.get_header_list()
    for i in range(fields.get_count()):
        if fields.get_header_at(i).get_name().lower() == "authentication-results":
            answer.result(fields.get_header_at(i).get_value())
    walk(message.get_mime_part(), answer, not octets.endswith(b"\r\n"))


serve("GMime %d.%d.%d" % (GMime.MAJOR_VERSION, GMime.MINOR_VERSION, GMime.MICRO_VERSION), read)
