#!/usr/bin/env bash
# Postfix and Dovecot on the loopback interface, with configuration, spool and mail in a folder of their own; nothing of the machine's is changed.
#
#   servers.sh start FOLDER SMTP RELAY OLD IMAP     the last four are free ports
#   servers.sh stop FOLDER
#
#   SMTP    Postfix as it comes; delivers to Dovecot by LMTP
#   RELAY   Postfix that passes all mail on to OLD by SMTP
#   OLD     Postfix that does not offer 8BITMIME; delivers to Dovecot
#   IMAP    Dovecot: any name has a mailbox, with the password "server-password"
#
# Debian's postfix, dovecot-imapd and dovecot-lmtpd (2.4); as root, since both give up root's rights themselves.
set -euo pipefail

start() {
  local folder=$1 smtp=$2 relay=$3 old=$4 imap=$5
  mkdir -p "$folder"/postfix "$folder"/queue "$folder"/dovecot "$folder"/mail
  chmod 755 "$folder"
  install -d -o postfix "$folder/data"
  install -d -o nobody -g nogroup "$folder/mail"

  cat > "$folder/postfix/main.cf" <<END
compatibility_level = 3.9
queue_directory = $folder/queue
data_directory = $folder/data
maillog_file = $folder/postfix.log
maillog_file_prefixes = $folder
myhostname = mx.example.org
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.1
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
# All mail, whomever it is for, goes to Dovecot: none leaves this machine.
default_transport = lmtp:unix:$folder/dovecot/lmtp
END
  cat > "$folder/postfix/master.cf" <<END
127.0.0.1:$smtp  inet n - n - - smtpd
127.0.0.1:$relay inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:$old
127.0.0.1:$old   inet n - n - - smtpd -o myhostname=old.example.org -o smtpd_discard_ehlo_keywords=8bitmime,smtputf8,silent-discard
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
trace   unix - - n - 0 bounce
flush   unix n - n 1000? 0 flush
smtp    unix - - n - - smtp
lmtp    unix - - n - - lmtp
error   unix - - n - - error
retry   unix - - n - - error
anvil   unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
  cat > "$folder/dovecot.conf" <<END
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = $folder/dovecot
state_dir = $folder/dovecot
log_path = $folder/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = $folder/mail/%{user}
mail_uid = nobody
mail_gid = nogroup
passdb static {
  password = server-password
}
userdb static {
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener lmtp {
    user = postfix
    mode = 0600
  }
}
END
  dovecot -c "$folder/dovecot.conf"
  postfix -c "$folder/postfix" start
}

stop() {
  local folder=$1 status=0
  postfix -c "$folder/postfix" stop || status=1
  dovecot -c "$folder/dovecot.conf" stop || status=1
  return "$status"
}

PATH=$PATH:/usr/sbin:/sbin
case "${1:-} $#" in
  "start 6" | "stop 2") "$@" ;;
  *)
    sed -n '2,/^set/{/^#/s/^#//p}' "$0" >&2
    exit 2
    ;;
esac
