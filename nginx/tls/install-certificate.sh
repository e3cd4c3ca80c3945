#!/bin/sh
# The deploy hook of certbot: the certificate that has come goes where nginx has it, and nginx reads it anew.
set -eu
folder=${STILLPRESS_CERTIFICATES:-/etc/stillpress/tls}
mkdir -p "$folder"
umask 077
for name in privkey fullchain; do cp -L "$RENEWED_LINEAGE/$name.pem" "$folder/$name.pem.new"; done
for name in privkey fullchain; do mv "$folder/$name.pem.new" "$folder/$name.pem"; done
sh -c "${STILLPRESS_RELOAD:-nginx -s reload}"
