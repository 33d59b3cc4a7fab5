"""mutt_reader.py mutt|neomutt: what it displays of each message of a folder, and what its index says of sender, date and subject."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

from answers import serve_many

MOST = 50

SETTINGS = """
set folder=%(at)s
set spoolfile=%(at)s/mails
set mailcap_path=%(at)s/mailcap
set display_filter="sed -f %(at)s/end >>%(at)s/shown"
set index_format="<<%%C|%%[%%s]|%%a|%%s>>"
set crypt_verify_sig=no
set crypt_use_gpgme=yes
set sort=mailbox-order
set charset=utf-8
set record=""
set quit=yes
set wait_key=no
set beep=no
macro index Z "<display-message><exit><next-entry>"
set markers=no
set reflow_text=no
set honor_disposition=yes
set mark_old=no
ignore *
auto_view text/html
alternative_order text/plain
"""
END = "-- end of the message that was displayed --"

# A terminal that can be asked for nothing but to go to a place, and to be empty from there or as a whole.
TERMINAL = "bare, cols#300, lines#%d, clear=\\E[C, el=\\E[K, cup=\\E[%%i%%p1%%d;%%p2%%dH,\n"

program = sys.argv[1]
at = pathlib.Path(tempfile.mkdtemp(prefix=program))
(at / "settings").write_text(SETTINGS % {"at": at})
(at / "end").write_text("$a" + END + "\n")
(at / "mailcap").write_text("text/html; cat %s; copiousoutput\n")
(at / "gpgsm.conf").write_text("no-autostart\ndisable-crl-checks\n")
(at / "bare.ti").write_text(TERMINAL % (MOST + 20))
subprocess.run(["tic", "-x", "-o", at / "terminfo", at / "bare.ti"], check=True)

ENVIRONMENT = dict(os.environ, HOME=str(at), GNUPGHOME=str(at), TERM="bare", TERMINFO=str(at / "terminfo"), LC_ALL="C.UTF-8", TZ="UTC", COLUMNS="300", LINES=str(MOST + 20))


def run(count):
    """Displays all messages of the folder; what was drawn on the terminal."""
    terminal, other = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", MOST + 20, 300, 0, 0))
    command = [program, "-n", "-F", at / "settings", "-R", "-f", at / "mails"]
    command += ["-e", "push <refresh><first-entry>" + "Z" * count]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdin=other, stdout=other, stderr=other, start_new_session=True)
    os.close(other)
    drawn = b""
    quiet = 0
    try:
        while quiet < 200:
            if select.select([terminal], [], [], 0.1)[0]:
                drawn += os.read(terminal, 65536)
                quiet = 0
            else:  # it waits for somebody
                quiet += 1
                if (at / "shown").read_bytes().count(END.encode()) == count:
                    os.write(terminal, b"x")
        process.kill()
    except OSError:
        pass  # it has ended
    os.close(terminal)
    process.wait()
    return drawn.decode("utf-8", "replace")


def index(drawn):
    """The lines of the index by their numbers, out of what was drawn."""
    lines = {}
    row, column, rows = 0, 0, {}
    for y, x, clear, text in re.findall(r"\x1b\[(\d+);(\d+)H|\x1b\[([CK])|([^\x1b]+)", drawn):
        if y:
            row, column = int(y) - 1, int(x) - 1
        elif clear == "C":
            row, column, rows = 0, 0, {}
        elif clear == "K":
            rows[row] = {at: letter for at, letter in rows.get(row, {}).items() if at < column}
        else:
            for letter in text:
                if letter == "\r":
                    column = 0
                elif letter == "\n":
                    row += 1
                elif letter == "\b":
                    column -= 1
                else:
                    rows.setdefault(row, {})[column] = letter
                    column += 1
            if ">>" not in text:
                continue
            now = rows[row]
            found = re.search(r"<<(\d+)\|(.*?)\|(.*?)\|(.*)>>", "".join(now.get(i, " ") for i in range(300)))
            if found:
                lines[int(found[1])] = found.groups()[1:]
    return lines


def read(messages, answers):
    shutil.rmtree(at / "mails", ignore_errors=True)
    (at / "mails").mkdir()
    (at / "mails" / ".mh_sequences").touch()
    (at / "shown").write_text("")
    for i, message in enumerate(messages):
        (at / "mails" / str(i + 1001)).write_bytes(message)
    lines = index(run(len(messages)))
    displays = (at / "shown").read_text("utf-8", "replace").split(END + "\n")
    if len(displays) != len(messages) + 1 or len(lines) != len(messages):  # it ended at one of them
        half = len(messages) // 2
        if half == 0:
            answers[0].refused = "not displayed"
        else:
            read(messages[:half], answers[:half])
            read(messages[half:], answers[half:])
        return
    for i, answer in enumerate(answers):
        date, address, subject = lines[i + 1]
        answer.author("", address.strip())
        answer.date(None if date == "0" else date)
        answer.subject(subject.strip())
        display(displays[i], answer)


def display(text, answer):
    """Before each of its own lines stands a sequence for terminals that no message can guess."""
    part = []
    for line in text.split("\n"):
        own = re.fullmatch(r"(?:\x1b\][89];\d+\x07)+(.*)", line)
        if not own:
            part.append(line)
            continue
        if "End signature information" not in own[1]:
            answer.text("\n".join(part))
        part = []
        name = re.fullmatch(r"\[-- Attachment #\d+: (.*) --\]", own[1])
        if name:
            answer.name(name[1])
    answer.text("\n".join(part))


version = subprocess.run([program, "-v"], capture_output=True, text=True).stdout.split("(")[0].split("\n")[0].strip()
try:
    serve_many(version, MOST, read)
finally:
    shutil.rmtree(at, ignore_errors=True)
