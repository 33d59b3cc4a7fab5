#!/bin/sh
# setup.sh FOLDER GNUPGHOME: what clients keep keys in, out of the files of FOLDER. The second path is short, since a socket lies there.
set -eu
cd "$1"
mkdir nss
certutil -N -d sql:nss --empty-password
certutil -A -d sql:nss -n root -t C,C,C -i root.pem
certutil -A -d sql:nss -n issuing -t ,, -i issuing.pem
cat >"$2/gpgsm.conf" <<END
disable-crl-checks
disable-dirmngr
batch
no-tty
END
cat >"$2/pinentry" <<'END'
#!/bin/sh
echo OK
while read -r line; do
  [ "$line" = GETPIN ] && echo "D test"
  echo OK
done
END
chmod +x "$2/pinentry"
cat >"$2/gpg-agent.conf" <<END
allow-loopback-pinentry
s2k-count 65536
pinentry-program $2/pinentry
END
echo "$(openssl x509 -in root.pem -noout -fingerprint -sha1 | sed 's/.*=//;s/://g') S relax" >"$2/trustlist.txt"
for each in root issuing alice carol; do gpgsm --homedir "$2" --import $each.pem; done
for each in bob bob-p256; do
  openssl pkcs12 -export -inkey $each.key -in $each.pem -name $each -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:test -out $each.p12
  pk12util -i $each.p12 -d sql:nss -W test -K ""
  echo test | gpgsm --homedir "$2" --pinentry-mode loopback --passphrase-fd 0 --import $each.p12
done
