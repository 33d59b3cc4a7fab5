"""How each program is asked for one layer: in `{at}` are the files entity, cms and content, and out is written; `{keys}` has keys and certificates, `{own}` is whose key."""

import pathlib

HERE = str(pathlib.Path(__file__).parent)


def packaged(package):
    return ["dpkg-query", "-W", "-f", "${source:Upstream-Version}", package]


def openssl(name):
    return {
        "version": ["sh", "-c", "openssl version | cut -d' ' -f2"],
        "decrypt": ["openssl", name, "-decrypt", "-in", "{at}/entity", "-recip", "{keys}/{own}.pem", "-inkey", "{keys}/{own}.key", "-out", "{at}/out"],
        "detached": ["openssl", name, "-verify", "-in", "{at}/entity", "-CAfile", "{keys}/root.pem", "-out", "{at}/out"],
        "opaque": ["openssl", name, "-verify", "-in", "{at}/entity", "-CAfile", "{keys}/root.pem", "-out", "{at}/out"],
    }


def script(version, *command):
    """A program of ours around a library of theirs: VERB KEYS OWN AT, which fails where the library does."""
    return {"version": version, **{verb: [*command, verb, "{keys}", "{own}", "{at}"] for verb in ("decrypt", "detached", "opaque")}}


GPGSM = ["gpgsm", "--homedir", "{home}", "--pinentry-mode", "loopback", "--passphrase-fd", "0", "--status-fd", "2", "--yes"]
NSS = ["cmsutil", "-D", "-d", "sql:{keys}/nss", "-i", "{at}/cms", "-o", "{at}/out"]

PROGRAMS = {
    "openssl-smime": openssl("smime"),
    "openssl-cms": openssl("cms"),
    "nss": {
        "version": packaged("libnss3"),
        "decrypt": NSS,
        "detached": NSS + ["-u", "4", "-c", "{at}/content"],
        "opaque": NSS + ["-u", "4"],
    },
    "gpgsm": {
        "version": ["sh", "-c", "gpgsm --version | head -1 | sed 's/.* //'"],
        "stdin": b"test\n",
        "decrypt": GPGSM + ["--output", "{at}/out", "--decrypt", "{at}/cms"],
        "detached": GPGSM + ["--verify", "{at}/cms", "{at}/content"],
        "opaque": GPGSM + ["--output", "{at}/out", "--verify", "{at}/cms"],
        "status_aside": ["decrypt"],  # it complains of recipients of other kinds
        "says": {"decrypt": b"DECRYPTION_OKAY", "detached": b"TRUST_FULLY", "opaque": b"TRUST_FULLY"},
    },
    "mono": script(["sh", "-c", "mono --version | head -1 | sed 's/.*version \\([^ ]*\\).*/\\1/'"], "mono", "{keys}/mono.exe"),
    "php": script(["php", "-r", "echo PHP_VERSION;"], "php", HERE + "/client.php"),
    "ruby": script(["ruby", "-e", "print RUBY_VERSION"], "ruby", HERE + "/client.rb"),
    "perl": script(packaged("libcrypt-smime-perl"), "perl", HERE + "/client.pl"),
    "go": script(packaged("golang-github-smallstep-pkcs7-dev"), "{keys}/go-pkcs7"),
}
