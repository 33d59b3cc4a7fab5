#!/bin/sh
# Sends records of `smime keys export --intune` to Microsoft Graph, one POST for each line.
#
#   TOKEN=... ./upload.sh alice.ndjson records/*.ndjson
#
# TOKEN is an access token. GRAPH is the address to post to. LOG is the file to which each answer is
# appended, by default upload.log: time, status, file and line, user, thumbprint, purpose, and
# Graph's own code and request id. WAIT is for how many seconds to wait before the second try if
# Graph names no time; the wait doubles with each try. A record that the log says was taken, or was
# there (409), is not sent again: to go on after a stop, call the script again with the same log.
#
# Exit status: 0 Graph has all; 1 Graph refused some; 2 bad usage; 3 stopped early, call it again.
set -u
umask 077

GRAPH=${GRAPH:-https://graph.microsoft.com/beta/deviceManagement/userPfxCertificates}
LOG=${LOG:-upload.log}
WAIT=${WAIT:-5}
TRIES=8           # for one record
LONGEST_WAIT=900  # seconds; if Graph asks for more, the script stops

stop() {
  echo "upload: $2" >&2
  exit "$1"
}

# What became of the records, and why it ends here if it does.
end() {
  echo "upload: $sent sent now, $before before, $there there already (409), $refused refused; $LOG" >&2
  [ -z "$2" ] || echo "upload: $2" >&2
  exit "$1"
}

[ $# -gt 0 ] || stop 2 "name the files of records"
[ -n "${TOKEN:-}" ] || stop 2 "set TOKEN to an access token"
case $TOKEN in
  *[!A-Za-z0-9._~+/=-]*) stop 2 "TOKEN has characters that no access token has" ;;
esac
case $GRAPH in
  https://* | http://localhost:* | http://127.0.0.1:*) ;;
  *) stop 2 "GRAPH is no https address: $GRAPH" ;;
esac
for file; do
  [ -f "$file" ] && [ -r "$file" ] || stop 2 "$file: there is no such file, or it may not be read"
done
: >> "$LOG" || stop 2 "$LOG: cannot be written"

# The text of a field of the record. The command writes each record on one line without blanks.
field() {
  printf '%s\n' "$record" | sed -n 's/.*"'"$1"'":"\([A-Za-z0-9@._'"'"'!#^~+-]*\)".*/\1/p'
}

# The record goes through the standard input, and the token through a file descriptor: neither
# stands in the list of processes. Of the answer, 64 KiB are read.
post() {
  printf '%s' "$record" |
    curl --disable --silent --include --suppress-connect-headers --connect-timeout 30 --max-time 120 \
      --config /dev/fd/3 --header 'Content-Type: application/json' --header 'Expect:' \
      --data-binary @- "$GRAPH" 3<<END |
header = "Authorization: Bearer $TOKEN"
END
    head -c 65536 | tr -d '\000\r'
}

# Words of the answer, of which none is long enough to be a part of a key.
answered() {
  printf '%s\n' "$answer" | sed -n "$1" | head -n 1 | tr -cd 'A-Za-z0-9._-' | cut -c 1-40
}

log() {
  printf '%s\t%s\t%s:%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$file" "$line" \
    "$key" "$2" >> "$LOG" || end 3 "$LOG: cannot be written"
}

tab=$(printf '\t')
sent=0
before=0
there=0
refused=0
for file; do
  line=0
  while IFS= read -r record || [ -n "$record" ]; do
    line=$((line + 1))
    [ -n "$record" ] || continue
    key=$(field userPrincipalName)$tab$(field thumbprint)$tab$(field intendedPurpose)
    case $tab$key$tab in
      *"$tab$tab"*) end 2 "$file, line $line: this is no record of smime keys export --intune" ;;
    esac
    if grep -F "$tab$key$tab" "$LOG" | grep -Eq "^[^$tab]*$tab(201|409)$tab"; then
      before=$((before + 1))
      continue
    fi
    try=1
    wait=$WAIT
    while :; do
      answer=$(post)
      status=$(answered '1s/^HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p')
      code=$(answered 's/.*"code" *: *"\([A-Za-z0-9._-]*\)".*/\1/p')
      request=$(answered 's/^[Rr]equest-[Ii]d: *//p')
      log "${status:-none}" "$code $request"
      case $status in
        201)
          sent=$((sent + 1))
          break ;;
        409)
          there=$((there + 1))
          break ;;
        401)
          end 3 "$file, line $line: the token is not valid or has expired (401): get another, and call again" ;;
        403)
          end 3 "$file, line $line: the token lacks DeviceManagementConfiguration.ReadWrite.All, or the tenant a licence (403)" ;;
        '' | 429 | 5??)
          [ $try -lt $TRIES ] || end 3 "$file, line $line: no success after $TRIES tries"
          after=$(answered 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9][0-9]*\) *$/\1/p')
          [ ${#after} -lt 6 ] || end 3 "Graph asks to wait for $after seconds"
          [ "${after:-0}" -le $LONGEST_WAIT ] || end 3 "Graph asks to wait for $after seconds"
          sleep "${after:-$wait}"
          wait=$((wait * 2))
          try=$((try + 1)) ;;
        *)
          echo "upload: $file, line $line: Graph refused it, status $status $code" >&2
          refused=$((refused + 1))
          break ;;
      esac
    done
  done < "$file"
done
[ $refused -eq 0 ] || end 1 "Graph refused $refused records; $LOG says which"
end 0 ""
