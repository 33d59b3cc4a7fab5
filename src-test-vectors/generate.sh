#!/usr/bin/env bash
# Makes the messages of this folder with OpenSSL >= 3.5 and GnuPG's gpgsm.
#
#   generate.sh            makes what is missing; a file that exists is never written again
#   generate.sh --into DIR makes a whole new set elsewhere (other keys, same cases)
#
# What no program makes is composed afterwards by compose.py. Every case is messages/MAKER/NAME.eml (or .der, .p7s) with its expectation
# beside it in NAME.expect; README.md has the format. Passwords of the key files are in pki/passwords.txt.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$here
if [ "${1:-}" = --into ]; then here=$(mkdir -p "$2" && cd "$2" && pwd); fi
mkdir -p "$here/pki" "$here/history" "$here/generations" "$here/messages/openssl" "$here/messages/gpgsm" "$here/trust" "$here/crl"
cd "$here"
work=$(mktemp -d)
trap 'GNUPGHOME=$work/gnupg gpgconf --kill all 2>/dev/null || true; rm -rf "$work"' EXIT

# --- keys and certificates -------------------------------------------------------------------

new_key() { # kind file
  [ -f "$2" ] && return 0
  case $1 in
    rsa*) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:"${1#rsa}" -out "$2" ;;
    p*) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:"P-${1#p}" -out "$2" ;;
    *) openssl genpkey -quiet -algorithm "${1^^}" -out "$2" ;;
  esac
}

root() { # name subject folder
  [ -f "$3/$1.pem" ] && return 0
  new_key rsa3072 "pki/$1.key"
  openssl req -x509 -new -key "pki/$1.key" -sha256 -subj "$2" -not_before 20150101000000Z -not_after 20500101000000Z \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -out "$3/$1.pem"
}

# leaf NAME KIND EMAIL FROM TO ISSUER [KEYUSAGE [EKU]]
leaf() {
  [ -f "pki/$1.pem" ] && return 0
  local usage=digitalSignature,nonRepudiation
  case $2 in rsa*) usage=$usage,keyEncipherment ;; p*) usage=$usage,keyAgreement ;; x25519) usage=keyAgreement ;; esac
  new_key "$2" "pki/$1.key"
  openssl pkey -in "pki/$1.key" -pubout -out "$work/pub"
  {
    echo basicConstraints=critical,CA:FALSE
    echo "keyUsage=critical,${7:-$usage}"
    echo "extendedKeyUsage=${8:-emailProtection}"
    [ -z "$3" ] || echo "subjectAltName=email:$3"
    echo subjectKeyIdentifier=hash
    echo authorityKeyIdentifier=keyid
  } >"$work/ext"
  local ca=pki/$6.pem
  [ -f "$ca" ] || ca=trust/$6.pem
  openssl x509 -new -force_pubkey "$work/pub" -subj "/O=smime4j vectors/CN=$1" -CA "$ca" -CAkey "pki/$6.key" -sha256 \
    -set_serial "0x1$(openssl rand -hex 10)" -not_before "$4" -not_after "$5" -extfile "$work/ext" -out "pki/$1.pem" 2>/dev/null
}

intermediate() { # name issuer
  [ -f "pki/$1.pem" ] && return 0
  new_key rsa2048 "pki/$1.key"
  openssl pkey -in "pki/$1.key" -pubout -out "$work/pub"
  printf '%s\n' basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$work/ext"
  openssl x509 -new -force_pubkey "$work/pub" -subj "/O=smime4j vectors/CN=$1" -CA "trust/$2.pem" -CAkey "pki/$2.key" -sha256 \
    -set_serial 0x1001 -not_before 20150101000000Z -not_after 20500101000000Z -extfile "$work/ext" -out "pki/$1.pem" 2>/dev/null
}

p12() { # certificate-name file password [options]
  [ -f "$2" ] && return 0
  local name=$1 file=$2 password=$3
  shift 3
  openssl pkcs12 -export -inkey "pki/$name.key" -in "pki/$name.pem" -certfile pki/issuing.pem -name "$name" -passout "pass:$password" "$@" -out "$file"
}

root root "/O=smime4j vectors/CN=root" trust
root stranger-root "/O=smime4j vectors/CN=stranger root" pki
intermediate issuing root
S=20180101000000Z E=20480101000000Z
# Alice has had three encryption certificates; two have expired, as they do.
leaf alice-2019 rsa2048 alice@example.org 20190101000000Z 20211231000000Z issuing
leaf alice-2022 rsa2048 alice@example.org 20220101000000Z 20241231000000Z issuing
leaf alice-2025 rsa2048 alice@example.org 20250101000000Z $E issuing
# A certificate over the key of 2019 that is in none of her files.
if [ ! -f pki/alice-2019-renewed.pem ]; then cp pki/alice-2019.key pki/alice-2019-renewed.key; fi
leaf alice-2019-renewed rsa2048 alice@example.org 20210101000000Z 20231231000000Z issuing
for kind in p256 p384 p521; do leaf alice-$kind $kind alice@example.org $S $E issuing; done
leaf bob rsa2048 bob@example.org $S $E issuing
for kind in rsa3072 p256 p384 p521 ed25519; do leaf "bob-$kind" $kind bob@example.org $S $E issuing; done
leaf carol rsa2048 carol@example.org $S $E issuing
leaf bob-expired rsa2048 bob@example.org $S 20200101000000Z issuing
leaf bob-future rsa2048 bob@example.org 20450101000000Z $E issuing
leaf bob-server rsa2048 bob@example.org $S $E issuing digitalSignature,keyEncipherment serverAuth
leaf bob-encipher rsa2048 bob@example.org $S $E issuing keyEncipherment emailProtection
leaf bob-revoked rsa2048 bob@example.org $S $E issuing
leaf bob-rsa1024 rsa1024 bob@example.org $S $E issuing
leaf nobody rsa2048 "" $S $E issuing
leaf bob-stranger rsa2048 bob@example.org $S $E stranger-root
p12 alice-2019 history/2019.pfx old-password -legacy
p12 alice-2022 history/2022.pfx ""
p12 alice-2025 history/2025.pfx new-password -pbmac1_pbkdf2
for kind in p256 p384 p521; do p12 alice-$kind pki/alice-$kind.pfx new-password; done
p12 bob pki/bob.pfx new-password
# Four keys of one mailbox in certificates that agree octet by octet in issuer, serial number and key identifier, as a CA in the field issued them.
for year in 2015 2016 2017 2018; do
  [ -f generations/$year.pfx ] && continue
  new_key rsa2048 pki/alice-$year.key
  openssl pkey -in pki/alice-$year.key -pubout -out "$work/pub"
  printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,keyEncipherment extendedKeyUsage=emailProtection \
    subjectAltName=email:alice@example.org subjectKeyIdentifier=0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C >"$work/ext"
  openssl x509 -new -force_pubkey "$work/pub" -subj "/O=smime4j vectors/CN=alice" -CA pki/issuing.pem -CAkey pki/issuing.key -sha256 \
    -set_serial 1 -not_before ${year}0101000000Z -not_after $((year + 1))0101000000Z -extfile "$work/ext" -out pki/alice-$year.pem 2>/dev/null
  p12 alice-$year generations/$year.pfx new-password
done
[ -f pki/passwords.txt ] || printf 'old-password\n\nnew-password\n' >pki/passwords.txt
if [ ! -f crl/issuing.crl ]; then
  touch "$work/index"
  serial=$(openssl x509 -in pki/bob-revoked.pem -noout -serial | cut -d= -f2)
  printf 'R\t480101000000Z\t200601000000Z,keyCompromise\t%s\tunknown\t/CN=bob-revoked\n' "$serial" >"$work/index"
  printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s\ncrlnumber=%s\ndefault_md=sha256\n' "$work/index" "$work/number" >"$work/ca.conf"
  echo 01 >"$work/number"
  openssl ca -config "$work/ca.conf" -gencrl -cert pki/issuing.pem -keyfile pki/issuing.key \
    -crl_lastupdate 20260101000000Z -crl_nextupdate 20460101000000Z -out crl/issuing.crl 2>/dev/null
fi
if [ ! -f crl/root.crl ]; then
  : >"$work/index"
  printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s\ncrlnumber=%s\ndefault_md=sha256\n' "$work/index" "$work/number2" >"$work/ca.conf"
  echo 01 >"$work/number2"
  openssl ca -config "$work/ca.conf" -gencrl -cert trust/root.pem -keyfile pki/root.key \
    -crl_lastupdate 20260101000000Z -crl_nextupdate 20460101000000Z -out crl/root.crl 2>/dev/null
fi

# --- the content -----------------------------------------------------------------------------

crlf() { sed 's/\r*$/\r/'; }
plain=$work/plain.eml
printf '%s\n' 'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: quoted-printable' '' \
  'Dear Alice,' '' 'the contract of 2019 is attached to this memory =E2=80=94 keep the key.' '' 'Bob' | crlf >"$plain"
digest=$(sha256sum "$plain" | cut -d' ' -f1)
now=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
outer() { printf 'Date: %s\r\nMessage-ID: <%s@example.org>\r\nFrom: %s\r\nTo: Alice <alice@example.org>\r\nSubject: %s\r\n' "$now" "$1" "$2" "$1"; }

# mail NAME FROM-HEADER BODY-FILE : headers that a mail has, before what OpenSSL wrote
mail() { { outer "$1" "$2"; crlf <"$3"; } >"messages/openssl/$1.eml"; }

# The folder of a case is that of the program that makes it.
folder() { case $1 in gpgsm-*) echo messages/gpgsm ;; *) echo messages/openssl ;; esac; }

# expect NAME 'key: value' ... : the sidecar. The kind follows from what is expected, the threat from the name.
expect() {
  local n=$1 kind=spoof threat= around=
  shift
  case ${1#expect: } in
    trusted | opened | 'not smime' | 'untrusted WEAK_DIGEST' | 'untrusted WEAK_KEY' | 'unknown CERTIFICATE_MISSING') kind=good ;;
    'no key' | unsupported | refused*) kind=closed ;;
  esac
  case $n in
    encrypted-cut) threat=A15 ;; encrypted-renewed | encrypted-many | encrypted-2019) threat=A9 ;;
    encrypted-generation-*-others) threat=A12 ;; encrypted-generation-*) threat=A9 ;; signed-altered) threat=B8 ;;
    signed-carol-*) threat=B6 ;; signed-encipher-* | signed-server-*) threat=C9 ;; signed-expired-* | signed-future-*) threat=C8 ;;
    signed-nobody-*) threat=C11 ;; signed-revoked) threat=C12 ;; signed-stranger-*) threat=B5 ;; signed-two-*) threat=B3 ;;
    signed-rsa-sha1-*) threat=C4 ;; signed-rsa1024-*) threat=C5 ;; signed-noattr-*) threat=C1 ;; signed-nocerts-* | signed-ski-*) threat=C7 ;;
  esac
  # OpenSSL writes a sentence before the first part.
  case $n in *-detached | signed-altered | signed-revoked | signed-encrypted* | triple) [[ $n == gpgsm-* ]] || around=' UNSIGNED_TEXT_AROUND' ;; esac
  case $n in
    signed-lf) around=' SIGNED_FORM UNSIGNED_TEXT_AROUND' ;; signed-noattr-*) around=" SIGNED_ATTRIBUTES_ABSENT$around" ;;
    encrypted-des-ede3-cbc | encrypted-des-archive | encrypted-rc2-* | gpgsm-encrypted-3des) around=' WEAK_CIPHER' ;;
    encrypted-pem) around=' ARMOURED_CMS' ;; gpgsm-encrypted-p256) around=' KEY_WRAP_SIZE' ;; encrypted-renewed) around=' RECIPIENT_BY_TRIAL' ;;
  esac
  {
    printf '%s\nkind: %s\n' "$1" $kind
    shift
    [[ ${1:-} != layers:* ]] || { echo "$1" && shift; }
    [ -z "$around" ] || echo "deviations:$around"
    for line; do
      [[ $line != comment:* || -z $threat ]] || echo "threat: $threat"
      echo "$line"
    done
    printf '%s\n' "$@" | grep -q ^made-by: || echo 'made-by: generate.sh'
  } >"$(folder "$n")/$n.expect"
}

made() {
  local end
  for end in eml der p7s pem; do [ ! -f "$(folder "$1")/$1.$end" ] || return 0; done
  return 1
}

BOB='Bob <bob@example.org>'
AT='at: 2026-06-01T00:00:00Z'
TRUST='trust: trust/root.pem'
KEYS='keys: history'
SUM="sha256: $digest"
OPENSSL="made-by: $(openssl version | cut -d' ' -f1,2)"
as() { echo "-signer pki/$1.pem -inkey pki/$1.key -certfile pki/issuing.pem"; }

# sign NAME SIGNER EXPECT COMMENT [openssl options]
sign() {
  local n=$1 who=$2 verdict=$3 comment=$4
  shift 4
  made "$n-detached" || {
    openssl cms -sign -binary -crlfeol -in "$plain" $(as "$who") "$@" -out "$work/o"
    mail "$n-detached" "$BOB" "$work/o"
    expect "$n-detached" "expect: $verdict" 'layers: signed' "$SUM" "$TRUST" "$AT" "comment: $comment, multipart/signed" "$OPENSSL"
  }
  made "$n-opaque" || {
    openssl cms -sign -binary -nodetach -in "$plain" $(as "$who") "$@" -out "$work/o"
    mail "$n-opaque" "$BOB" "$work/o"
    expect "$n-opaque" "expect: $verdict" 'layers: signed' "$SUM" "$TRUST" "$AT" "comment: $comment, opaque" "$OPENSSL"
  }
}

pss='-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest'
sign signed-rsa-sha256 bob trusted 'RSA PKCS#1 v1.5 with SHA-256' -md sha256
sign signed-rsa-sha384 bob trusted 'RSA PKCS#1 v1.5 with SHA-384' -md sha384
sign signed-rsa-sha512 bob trusted 'RSA PKCS#1 v1.5 with SHA-512' -md sha512
sign signed-rsa-sha1 bob 'untrusted WEAK_DIGEST' 'RSA PKCS#1 v1.5 with SHA-1' -md sha1
sign signed-rsa1024 bob-rsa1024 'untrusted WEAK_KEY' 'RSA of 1024 bits' -md sha256
for md in sha256 sha384 sha512; do sign signed-pss-$md bob-rsa3072 trusted "RSASSA-PSS with ${md^^}" -md $md $pss; done
sign signed-p256 bob-p256 trusted 'ECDSA P-256 with SHA-256' -md sha256
sign signed-p384 bob-p384 trusted 'ECDSA P-384 with SHA-384' -md sha384
sign signed-p521 bob-p521 trusted 'ECDSA P-521 with SHA-512' -md sha512
sign signed-ed25519 bob-ed25519 trusted 'Ed25519 with SHA-512' -md sha512
sign signed-ski bob trusted 'signer named by SubjectKeyIdentifier' -keyid
sign signed-two bob trusted 'two signers' -signer pki/bob-p256.pem -inkey pki/bob-p256.key
sign signed-noattr bob trusted 'no signed attributes' -noattr
sign signed-expired bob-expired 'untrusted EXPIRED' 'signer certificate has expired'
sign signed-future bob-future 'untrusted NOT_YET_VALID' 'signer certificate is not valid yet'
sign signed-server bob-server 'untrusted EXTENDED_KEY_USAGE' 'signer certificate is for servers'
sign signed-encipher bob-encipher 'untrusted KEY_USAGE' 'signer certificate is for encryption'
sign signed-stranger bob-stranger 'untrusted NO_PATH' 'signer of another root'
sign signed-nobody nobody 'untrusted NO_ADDRESS' 'signer certificate names no address'
sign signed-carol carol 'untrusted ADDRESS_MISMATCH' 'signer is not who is in From'
sign signed-nocerts bob 'unknown CERTIFICATE_MISSING' 'no certificate in the message' -nocerts

made signed-revoked || {
  openssl cms -sign -binary -crlfeol -in "$plain" $(as bob-revoked) -out "$work/o"
  mail signed-revoked "$BOB" "$work/o"
  expect signed-revoked 'expect: untrusted REVOKED' 'layers: signed' "$SUM" "$TRUST" 'crls: crl' "$AT" 'comment: signer certificate was revoked' "$OPENSSL"
}
made signed-altered || {
  openssl cms -sign -binary -crlfeol -in "$plain" $(as bob) -out "$work/o"
  sed 's/the contract/the contrast/' "$work/o" >"$work/a"
  mail signed-altered "$BOB" "$work/a"
  expect signed-altered 'expect: broken DIGEST_MISMATCH' 'layers: signed' \
    "sha256: $(sed 's/the contract/the contrast/' "$plain" | sha256sum | cut -d' ' -f1)" "$TRUST" "$AT" 'comment: one word of the text was changed' "$OPENSSL"
}
made signed-lf || {
  openssl cms -sign -in "$plain" $(as bob) -out "$work/o"
  { outer signed-lf "$BOB" | tr -d '\r'; tr -d '\r' <"$work/o"; } >messages/openssl/signed-lf.eml
  expect signed-lf 'expect: trusted' 'layers: signed' "$SUM" "$TRUST" "$AT" 'comment: stored with LF line ends, signed over CRLF' "$OPENSSL"
}

# encrypt NAME KEYS COMMENT openssl-options...
encrypt() {
  local n=$1 keys=$2 comment=$3
  shift 3
  made "$n" && return 0
  openssl cms -encrypt -binary -in "$plain" "$@" -out "$work/o"
  mail "$n" "$BOB" "$work/o"
  expect "$n" 'expect: opened' 'layers: encrypted' "$SUM" "keys: $keys" "comment: $comment" "$OPENSSL"
}
to() { echo "-recip pki/$1.pem"; }
for year in 2019 2022 2025; do encrypt encrypted-$year history "to the certificate of $year" -aes-256-cbc $(to alice-$year); done
for c in aes-128-cbc aes-192-cbc aes-256-cbc aes-128-gcm aes-192-gcm aes-256-gcm des-ede3-cbc; do
  encrypt encrypted-$c history "$c, RSA PKCS#1 v1.5" -$c $(to alice-2025)
done
encrypt encrypted-rc2-128 history 'RC2 with 128 bits' -provider legacy -provider default -rc2-128 $(to alice-2019)
encrypt encrypted-rc2-40 history 'RC2 with 40 bits' -provider legacy -provider default -rc2-40 $(to alice-2019)
encrypt encrypted-rc2-64 history 'RC2 with 64 bits' -provider legacy -provider default -rc2-64 $(to alice-2019)
if ! made encrypted-des; then
  openssl cms -encrypt -binary -in "$plain" -provider legacy -provider default -des $(to alice-2019) -out "$work/o"
  for n in encrypted-des encrypted-des-archive; do mail $n "$BOB" "$work/o"; done
  expect encrypted-des 'expect: refused DES' "$KEYS" 'comment: DES, which a reader of today refuses' "$OPENSSL"
  expect encrypted-des-archive 'expect: opened' 'layers: encrypted' "$SUM" "$KEYS" 'policy: archive' 'comment: DES, for an archive' "$OPENSSL"
fi
for md in sha1 sha256 sha384 sha512; do
  encrypt encrypted-oaep-$md history "OAEP with ${md^^} and MGF1 of the same" -aes-256-cbc $(to alice-2022) -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:$md -keyopt rsa_mgf1_md:$md
done
encrypt encrypted-oaep-gcm history 'OAEP SHA-256, AES-256-GCM' -aes-256-gcm $(to alice-2022) -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256
for kind in p256 p384 p521; do
  encrypt encrypted-ecdh-$kind pki/alice-$kind.pfx "ECDH ${kind^^}, AES-256 wrap" -aes-256-cbc -aes256-wrap $(to alice-$kind) -keyopt ecdh_kdf_md:sha256
  encrypt encrypted-ecdh-$kind-gcm pki/alice-$kind.pfx "ECDH ${kind^^}, AES-128-GCM" -aes-128-gcm -aes128-wrap $(to alice-$kind) -keyopt ecdh_kdf_md:sha256
done
encrypt encrypted-ski history 'recipient named by SubjectKeyIdentifier' -aes-256-cbc -keyid $(to alice-2019)
encrypt encrypted-renewed history 'to another certificate over the key of 2019: only a trial finds it' -aes-256-cbc $(to alice-2019-renewed)
encrypt encrypted-many history 'Alice is the last of three recipients' -aes-256-cbc $(to bob) $(to carol) $(to alice-2022)
for year in 2015 2016 2017 2018; do
  same="one of four certificates that share issuer, serial number and key identifier, the one of $year"
  encrypt encrypted-generation-$year-cbc generations "to $same" -aes-256-cbc $(to alice-$year)
  encrypt encrypted-generation-$year-ski generations "by key identifier, to $same" -aes-256-cbc -keyid $(to alice-$year)
  encrypt encrypted-generation-$year-gcm generations "OAEP and AES-256-GCM, to $same" -aes-256-gcm $(to alice-$year) -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256
  made encrypted-generation-$year-others || {
    openssl cms -encrypt -binary -in "$plain" -aes-256-cbc $(to alice-$year) -out "$work/o"
    mail encrypted-generation-$year-others "$BOB" "$work/o"
    expect encrypted-generation-$year-others 'expect: not decryptable' "keys: generations/$((2015 + (year - 2014) % 4)).pfx" "comment: the key at hand is that of another year, to $same" "$OPENSSL"
  }
done
encrypt encrypted-stream history 'indefinite lengths' -stream -aes-256-cbc $(to alice-2025)
made encrypted-raw || {
  openssl cms -encrypt -binary -in "$plain" -aes-256-cbc -outform DER -out messages/openssl/encrypted-raw.der $(to alice-2025)
  expect encrypted-raw 'expect: opened' 'layers: encrypted' "$SUM" "$KEYS" 'comment: bare DER' "$OPENSSL"
}
made encrypted-pem || {
  openssl cms -encrypt -binary -in "$plain" -aes-256-cbc -outform PEM -out messages/openssl/encrypted-pem.pem $(to alice-2025)
  expect encrypted-pem 'expect: opened' 'layers: encrypted' "$SUM" "$KEYS" 'comment: bare PEM' "$OPENSSL"
}
made encrypted-nobody-here || {
  openssl cms -encrypt -binary -in "$plain" -aes-256-cbc $(to carol) -out "$work/o"
  mail encrypted-nobody-here "$BOB" "$work/o"
  expect encrypted-nobody-here 'expect: no key' "$KEYS" 'comment: only for Carol' "$OPENSSL"
}
made encrypted-camellia || {
  openssl cms -encrypt -binary -in "$plain" -camellia-128-cbc $(to alice-2025) -out "$work/o"
  mail encrypted-camellia "$BOB" "$work/o"
  expect encrypted-camellia 'expect: opened' 'layers: encrypted' "$SUM" "$KEYS" 'comment: camellia-128-cbc, as old mail has it' "$OPENSSL"
}
made encrypted-cut || {
  openssl cms -encrypt -binary -in "$plain" -aes-256-cbc -outform DER -out "$work/d" $(to alice-2025)
  head -c -20 "$work/d" >messages/openssl/encrypted-cut.der
  expect encrypted-cut 'expect: malformed' "$KEYS" 'comment: the last 20 octets are missing' "$OPENSSL"
}
made encrypted-gcm-altered || {
  openssl cms -encrypt -binary -in "$plain" -aes-256-gcm -outform DER -out "$work/d" $(to alice-2025)
  python3 - "$work/d" messages/openssl/encrypted-gcm-altered.der <<'PY'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
data[-40] ^= 1
open(sys.argv[2], 'wb').write(data)
PY
  expect encrypted-gcm-altered 'expect: not decryptable' "$KEYS" 'comment: one bit of the ciphertext was changed' 'threat: A14' "$OPENSSL"
}

# --- layers ----------------------------------------------------------------------------------

made signed-encrypted || {
  openssl cms -sign -binary -crlfeol -in "$plain" $(as bob) -out "$work/s"
  crlf <"$work/s" >"$work/s.eml"
  openssl cms -encrypt -binary -in "$work/s.eml" -aes-256-cbc $(to alice-2019) -out "$work/o"
  mail signed-encrypted "$BOB" "$work/o"
  expect signed-encrypted 'expect: trusted' 'layers: encrypted signed' "$SUM" "$KEYS" "$TRUST" "$AT" 'comment: signed, then encrypted to the certificate of 2019' "$OPENSSL"
  openssl cms -encrypt -binary -in "$work/s.eml" -aes-256-gcm $(to alice-2022) -out "$work/o"
  mail signed-encrypted-gcm "$BOB" "$work/o"
  expect signed-encrypted-gcm 'expect: trusted' 'layers: encrypted signed' "$SUM" "$KEYS" "$TRUST" "$AT" 'comment: signed, then encrypted with AES-GCM' "$OPENSSL"
  openssl cms -encrypt -binary -in "$work/s.eml" -aes-256-cbc $(to alice-2025) -out "$work/e"
  crlf <"$work/e" >"$work/e.eml"
  openssl cms -sign -binary -crlfeol -in "$work/e.eml" $(as bob) -out "$work/o"
  mail triple "$BOB" "$work/o"
  expect triple 'expect: trusted' 'layers: signed encrypted signed' "$SUM" "$KEYS" "$TRUST" "$AT" 'comment: triple wrap' "$OPENSSL"
  openssl cms -encrypt -binary -in "$plain" -aes-256-cbc $(to alice-2025) -out "$work/e"
  crlf <"$work/e" >"$work/e.eml"
  openssl cms -sign -binary -nodetach -in "$work/e.eml" $(as bob) -out "$work/o"
  mail encrypted-signed "$BOB" "$work/o"
  expect encrypted-signed 'expect: trusted' 'layers: signed encrypted' "$SUM" "$KEYS" "$TRUST" "$AT" 'comment: encrypted, then signed' "$OPENSSL"
}
made compressed || {
  openssl cms -compress -binary -in "$plain" -out "$work/o"
  mail compressed "$BOB" "$work/o"
  expect compressed 'expect: opened' 'layers: compressed' "$SUM" 'comment: CompressedData' "$OPENSSL"
}
made certificates || {
  openssl crl2pkcs7 -nocrl -certfile pki/bob.pem -certfile pki/issuing.pem -outform DER -out "$work/d"
  { outer certificates "$BOB"
    printf 'MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    base64 -w 64 "$work/d" | crlf; } >messages/openssl/certificates.eml
  expect certificates 'expect: opened' 'layers: certificates' 'certificates: 2' 'comment: certs-only' "$OPENSSL"
}
made not-smime || {
  { outer not-smime "$BOB"; printf 'MIME-Version: 1.0\r\n'; cat "$plain"; } >messages/openssl/not-smime.eml
  expect not-smime 'expect: not smime' 'comment: an ordinary mail'
}

# --- GnuPG -----------------------------------------------------------------------------------

if ! made gpgsm-encrypted-p256; then
  export GNUPGHOME=$work/gnupg
  mkdir -m 700 "$GNUPGHOME"
  printf 'disable-crl-checks\ndisable-dirmngr\nbatch\nno-tty\n' >"$GNUPGHOME/gpgsm.conf"
  echo allow-loopback-pinentry >"$GNUPGHOME/gpg-agent.conf"
  echo "$(openssl x509 -in trust/root.pem -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :) S relax" >"$GNUPGHOME/trustlist.txt"
  gpg() { echo new-password | gpgsm -q --pinentry-mode loopback --passphrase-fd 0 "$@" 2>"$work/gpg.log" || { cat "$work/gpg.log" >&2; return 1; }; }
  openssl pkcs12 -export -inkey pki/bob.key -in pki/bob.pem -certfile pki/issuing.pem -passout pass:new-password -out "$work/bob.p12"
  openssl pkcs12 -export -inkey pki/alice-2025.key -in pki/alice-2025.pem -certfile pki/issuing.pem -passout pass:new-password -out "$work/alice.p12"
  gpgsm -q --import trust/root.pem pki/issuing.pem pki/alice-p256.pem 2>/dev/null
  gpg --import "$work/bob.p12"
  gpg --import "$work/alice.p12"
  version="made-by: $(gpgsm --version | head -1)"
  id() { openssl x509 -in "pki/$1.pem" -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :; }
  gpg --yes -o messages/gpgsm/gpgsm-signed-opaque.der --sign -u "$(id bob)" "$plain"
  expect gpgsm-signed-opaque 'expect: trusted' 'layers: signed' "$SUM" "$TRUST" "$AT" 'from: bob@example.org' 'comment: opaque, by gpgsm' "$version"
  gpg --yes -o "$work/sig" --detach-sign -u "$(id bob)" "$plain"
  { outer gpgsm-signed-detached "$BOB"
    printf 'MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b1\r\n\r\n--b1\r\n'
    cat "$plain"
    printf '\r\n--b1\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    base64 -w 64 "$work/sig" | crlf
    printf '\r\n--b1--\r\n'; } >messages/gpgsm/gpgsm-signed-detached.eml
  expect gpgsm-signed-detached 'expect: trusted' 'layers: signed' "$SUM" "$TRUST" "$AT" 'comment: multipart/signed around the signature of gpgsm' "$version"
  for c in 3DES AES AES192 AES256; do
    gpg --yes -o messages/gpgsm/gpgsm-encrypted-${c,,}.der --encrypt --cipher-algo $c -r "$(id alice-2025)" "$plain"
    expect gpgsm-encrypted-${c,,} 'expect: opened' 'layers: encrypted' "$SUM" "$KEYS" "comment: $c, by gpgsm" "$version"
  done
  gpg --yes -o messages/gpgsm/gpgsm-encrypted-gcm.der --encrypt --cipher-algo 2.16.840.1.101.3.4.1.46 -r "$(id alice-2025)" "$plain"
  expect gpgsm-encrypted-gcm 'expect: refused AEAD_IN_ENVELOPED_DATA' "$KEYS" 'threat: A6' 'comment: AES-256-GCM in EnvelopedData, which gpgsm 2.4 writes when it is given the object identifier' "$version"
  gpg --yes -o messages/gpgsm/gpgsm-encrypted-p256.der --encrypt -r "$(id alice-p256)" "$plain"
  expect gpgsm-encrypted-p256 'expect: opened' 'layers: encrypted' "$SUM" 'keys: pki/alice-p256.pfx' 'comment: ECDH P-256, by gpgsm' "$version"
fi
rm -f pki/*.srl trust/*.srl
VECTORS=$here python3 "$source/compose.py"
echo "$(ls messages/*/*.expect | wc -l) cases"
