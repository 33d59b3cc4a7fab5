#!/bin/bash
# generate.sh: exports a key with gpgsm until a file comes whose key OpenSSL cannot decrypt (about one in 128), and keeps that as short-number.p12.
set -eu
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d /tmp/gpgsm-XXXX)
export GNUPGHOME=$work/home
trap 'gpgconf --kill all; rm -rf "$work"' EXIT
mkdir -m700 "$GNUPGHOME"
echo allow-loopback-pinentry > "$GNUPGHOME/gpg-agent.conf"
cd "$work"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 3650 \
  -subj '/CN=gpgsm shift/emailAddress=shift@example.org' -addext keyUsage=digitalSignature,keyEncipherment 2> /dev/null
openssl pkcs12 -export -legacy -in certificate.pem -inkey key.pem -out in.p12 -passout pass:test
echo test | gpgsm -q --batch --pinentry-mode loopback --passphrase-fd 0 --import in.p12
id=$(gpgsm --list-secret-keys --with-colons | awk -F: '$1 == "fpr" { print $10; exit }')
for i in $(seq 2000); do
  echo test | gpgsm -q --batch --yes --pinentry-mode loopback --passphrase-fd 0 -o out.p12 --export-secret-key-p12 "$id"
  if ! openssl pkcs12 -legacy -in out.p12 -passin pass:test -nocerts -nodes -out /dev/null 2> /dev/null; then
    cp out.p12 "$here/short-number.p12"
    echo "export $i"
    exit 0
  fi
done
echo 'none came' >&2
exit 1
