#!/bin/sh
# The user of the application and its buckets, where they are not there yet. A key that was changed in .env is that of the user from then on.
set -eu
secrets=${SECRETS:-/run/secrets}
ADMIN_SECRET_ACCESS_KEY=$(cat "$secrets/storage_root_key")
export ADMIN_SECRET_ACCESS_KEY
key=$(cat "$secrets/storage_key")
for name in storage_root_key storage_key; do
    if [ "$(wc -c < "$secrets/$name")" -lt 16 ]; then
        echo "Set $(echo $name | tr a-z A-Z) in .env to 16 characters or more: openssl rand -hex 24" >&2
        exit 1
    fi
done

if versitygw admin list-users | grep -q '^stillpress '; then
    versitygw admin update-user --access stillpress --secret "$key" --role user
else
    versitygw admin create-user --access stillpress --secret "$key" --role user
fi

make_bucket() {
    bucket=$1
    shift
    if versitygw admin list-buckets | grep -q "^$bucket "; then return; fi
    versitygw admin create-bucket --owner stillpress --bucket "$bucket" "$@"
}

# nginx reads the one as nobody in particular; of the others only the application knows.
make_bucket site --acl public-read --object-ownership BucketOwnerPreferred
make_bucket media
make_bucket backups
