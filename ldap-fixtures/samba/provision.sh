#!/bin/sh
# Makes the files of a Samba AD domain ad.test, seeded with seed.ldif and a service account of few rights (delegate.sddl).
# usage: provision.sh DIR IP      as root; needs: apt-get install --no-install-recommends samba samba-dsdb-modules
#   samba-vfs-modules samba-ad-provision python3-samba
# Start it with smb.conf, @DIR@ and @IP@ replaced, and a certificate in DIR/tls:  samba -i -M single -s DIR/smb.conf
# administrator@ad.test / Passw0rd!x; CN=isthmus,OU=services,DC=ad,DC=test / S3rvice!pw
set -eu
samba-tool domain provision --use-rfc2307 --realm=AD.TEST --domain=ADTEST --server-role=dc --dns-backend=NONE \
  --adminpass='Passw0rd!x' --host-name=dc1 --host-ip="$2" --targetdir="$1" \
  --option="interfaces=$2/8" --option='bind interfaces only=yes' --option='ldb:nosync=yes'
/usr/bin/python3 "$(dirname "$0")/seed.py" "$1"
mkdir -p "$1/cache" "$1/lock" "$1/pid" "$1/ncalrpc" "$1/winbindd" "$1/ntp" "$1/tls"
