#!/bin/sh
# For the container of nginx (/docker-entrypoint.d/), where the certificate comes from another one: looks at it each minute, beside nginx.
set -eu
file=${STILLPRESS_CERTIFICATES:-/etc/stillpress/tls}/fullchain.pem
before=$(cksum < "$file")
while sleep "${STILLPRESS_LOOK_SECONDS:-60}"; do
  now=$(cksum < "$file") || continue
  if [ "$now" = "$before" ]; then continue; fi
  # Not while one of the two files is that of before.
  if sh -c "${STILLPRESS_RELOAD:-nginx -t && nginx -s reload}"; then before=$now; fi
done &
