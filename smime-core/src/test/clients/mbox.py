"""A mailbox of one message, as programs of the terminal read it."""


def mbox(path):
    with open(path, "rb") as file:
        message = file.read().replace(b"\r\n", b"\n")
    return b"From alice@example.org Fri Jan  1 00:00:00 2027\n" + message.replace(b"\nFrom ", b"\n>From ") + b"\n"
