#!/bin/sh
# Sends the profiles of `smime keys export --profiles DIR` to Microsoft Graph.
#
#   TOKEN=... ./profiles.sh DIR
#
# TOKEN is an access token. GRAPH is the address to post to. Graph gives each profile an identifier,
# which is kept in DIR/NAME.id: a profile that has one is not sent again, so call the script again
# after a stop. The mail profile names those of its keys by their identifiers, and sorts after them.
#
# Exit status: 0 Graph has all; 2 bad usage; 3 stopped early.
set -u
umask 077

GRAPH=${GRAPH:-https://graph.microsoft.com/beta/deviceManagement/deviceConfigurations}

stop() {
  echo "profiles: $2" >&2
  exit "$1"
}

[ $# -eq 1 ] && [ -d "$1" ] || stop 2 "name the folder of the profiles"
[ -n "${TOKEN:-}" ] || stop 2 "set TOKEN to an access token"
case $TOKEN in
  *[!A-Za-z0-9._~+/=-]*) stop 2 "TOKEN is not a token" ;;
esac

tmp=$(mktemp -d) || stop 2 "no folder for temporary files"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 3' HUP INT TERM
# The token is in a file, because other users see the arguments of a program.
printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" > "$tmp/token"

for file in "$1"/*.json; do
  [ -f "$file" ] || stop 2 "$1 has no profile"
  name=$(basename "$file" .json)
  [ ! -s "$1/$name.id" ] || continue
  if [ "$name" = mail-ios ]; then
    [ -s "$1/ios-signing.id" ] && [ -s "$1/ios-encryption.id" ] ||
      stop 2 "mail-ios needs ios-signing.json and ios-encryption.json: remove mail-ios.json too"
    sed "s/'ios-signing'/'$(cat "$1/ios-signing.id")'/; s/'ios-encryption'/'$(cat "$1/ios-encryption.id")'/" \
      "$file" > "$tmp/profile"
  else
    cat "$file" > "$tmp/profile"
  fi
  status=$(curl --silent --config "$tmp/token" --header 'Content-Type: application/json' --max-time 120 \
    --data-binary "@$tmp/profile" --output "$tmp/answer" --write-out '%{http_code}' "$GRAPH")
  [ -f "$tmp/answer" ] || : > "$tmp/answer"
  id=$(tr ',{' '\n\n' < "$tmp/answer" | sed -n 's/^ *"id" *: *"\([0-9A-Za-z-]*\)".*/\1/p' | head -n 1)
  [ "$status" = 201 ] && [ -n "$id" ] || stop 3 "$name: status $status; if Graph has it nevertheless, put its id into $1/$name.id; call it again"
  echo "$id" > "$1/$name.id" || stop 3 "$1/$name.id: cannot be written"
  echo "$name $id"
done
