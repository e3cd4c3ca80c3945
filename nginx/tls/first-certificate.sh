#!/bin/sh
# Before the first start: nginx needs a certificate to start, and the authority needs nginx to give one. This one nobody trusts.
set -eu
folder=${STILLPRESS_CERTIFICATES:-/etc/stillpress/tls}
if [ -e "$folder/fullchain.pem" ]; then exit 0; fi
mkdir -p "$folder"
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=not-yet.invalid \
  -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
