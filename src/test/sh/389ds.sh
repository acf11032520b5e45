#!/usr/bin/env bash
# A disposable 389 Directory Server (ns-slapd) for tests: a plain process, everything below DIR, loopback only.
# usage: 389ds.sh DIR PORT FIXTURES TEMPLATE
#   suffix dc=example,dc=com, cn=Directory Manager / secret12, ldaps on PORT+1, certificate authority in DIR/ca.pem
#   TEMPLATE: an archive of a server that was set up before; made if it does not exist, since setting up takes long.
# Needs Debian's packages 389-ds-base, python3-lib389, libnss3-tools and ldap-utils. Stop it by its pid in DIR/pid.
set -eu
umask 022
dir=$1 port=$2 fixtures=$3 template=$4
name=t$port
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
prefix=$dir/p
url=ldap://127.0.0.1:$port
owner=$(id -un); [ "$owner" = root ] && owner=dirsrv

run() {
    ns-slapd -D "$prefix/etc/dirsrv/slapd-$name" -i "$dir/pid" >> "$dir/out" 2>&1
    for _ in $(seq 1 400); do
        ldapsearch -x -H "$url" -s base -b '' vendorVersion > /dev/null 2>&1 && return
        sleep 0.05
    done
    echo "ns-slapd does not answer"; tail -20 "$dir/out"; exit 1
}

halt() { # the process of a pid file, and wait for its end
    pid=$(cat "$1")
    kill "$pid"
    while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
}

if [ -f "$template" ]; then
    tar -C "$dir" -xf "$template"
    read -r olddir oldport < "$dir/template.id"
    old=t$oldport
    mv "$prefix/etc/dirsrv/slapd-$old" "$prefix/etc/dirsrv/slapd-$name"
    for at in "$dir/var/log/dirsrv" "$dir/var/lib/dirsrv" "$dir/lock"; do
        if [ -d "$at/slapd-$old" ]; then mv "$at/slapd-$old" "$at/slapd-$name"; fi
    done
    if [ -d "$dir/dbhome-$old" ]; then mv "$dir/dbhome-$old" "$dir/dbhome-$name"; fi
    # unfolded first: a folded line hides a path
    sed -i -e ':all;N;$!b all;s/\n //g' "$prefix/etc/dirsrv/slapd-$name/dse.ldif"
    sed -i -e "s#$olddir#$dir#g; s#slapd-$old#slapd-$name#g; s#dbhome-$old#dbhome-$name#g" \
        -e "s#^nsslapd-port: .*#nsslapd-port: $port#; s#^nsslapd-securePort: .*#nsslapd-securePort: $((port + 1))#I" \
        "$prefix/etc/dirsrv/slapd-$name/dse.ldif"
    rm -f "$prefix/etc/dirsrv/slapd-$name"/dse.ldif.* "$dir"/run/*.pid "$dir/pid"
    # shared memory of the server that stood here before
    rm -f "$dir/var/lib/dirsrv/slapd-$name"/db/__db.*  "$dir/dbhome-$name"/__db.*
    chown -R "$owner" "$dir"
    run
    exit 0
fi

mkdir -p "$dir/var/log/dirsrv" "$dir/var/lib/dirsrv" "$dir/inst" "$dir/dbhome-$name" "$dir/run" "$dir/lock" "$dir/tmp" \
    "$prefix/share/dirsrv/inf" "$prefix/etc/dirsrv" "$prefix/etc/default" "$prefix/etc/tmpfiles.d" "$prefix/sbin"
cp -r /etc/dirsrv/config /etc/dirsrv/schema "$prefix/etc/dirsrv/"
cp "$fixtures/99isthmus.ldif" "$prefix/etc/dirsrv/schema/"
ln -sfn /usr/share/dirsrv/data "$prefix/share/dirsrv/data"
ln -sfn /usr/share/dirsrv/schema "$prefix/share/dirsrv/schema"
sed -e 's/^with_systemd.*/with_systemd = 0/' \
    -e "s#^sysconf_dir.*#sysconf_dir = $prefix/etc#; s#^initconfig_dir.*#initconfig_dir = $prefix/etc/default#" \
    -e "s#= /etc/dirsrv#= $prefix/etc/dirsrv#; s#^tmpfiles_d.*#tmpfiles_d = $prefix/etc/tmpfiles.d#" \
    -e "s#^local_state_dir.*#local_state_dir = $dir/var#; s#^tmp_dir.*#tmp_dir = $dir/tmp#" \
    -e "s#= /var/#= $dir/var/#; s#^run_dir.*#run_dir = $dir/run#; s#^ldapi = .*#ldapi = $dir/run/slapd-{instance_name}.socket#" \
    -e "s#^pid_file.*#pid_file = $dir/run/slapd-{instance_name}.pid#; s#^lock_dir.*#lock_dir = $dir/lock/slapd-{instance_name}#" \
    -e "s#^db_home_dir.*#db_home_dir = $dir/dbhome-{instance_name}#; s#^inst_dir.*#inst_dir = $dir/inst/slapd-{instance_name}#" \
    -e "s#^sbin_dir.*#sbin_dir = $prefix/sbin#" \
    /usr/share/dirsrv/inf/defaults.inf > "$prefix/share/dirsrv/inf/defaults.inf"
printf '#!/bin/sh\nexec /usr/sbin/ns-slapd "$@" >> %s/out 2>&1\n' "$dir" > "$prefix/sbin/ns-slapd"
chmod 755 "$prefix/sbin/ns-slapd" "$dir" "$prefix"
chown -R "$owner" "$dir"
cat > "$dir/ds.inf" <<INF
[general]
config_version = 2
full_machine_name = localhost
start = True
strict_host_checking = False
[slapd]
instance_name = $name
port = $port
secure_port = $((port + 1))
root_password = secret12
self_sign_cert = True
[backend-userroot]
suffix = dc=example,dc=com
create_suffix_entry = True
INF
PREFIX=$prefix dscreate -v from-file "$dir/ds.inf" > "$dir/dscreate.log" 2>&1 || { tail -20 "$dir/dscreate.log"; exit 1; }
cp "$prefix/etc/dirsrv/slapd-$name/ca.crt" "$dir/ca.pem"
ldapmodify -x -H "$url" -D 'cn=Directory Manager' -w secret12 -f "$fixtures/config.ldif" > "$dir/config.log" 2>&1 || { cat "$dir/config.log"; exit 1; }
# plug-ins and listeners take effect at the next start; the archive is of a server that stands still
halt "$dir/run/slapd-$name.pid"
run
ldapadd -x -H "$url" -D 'cn=Directory Manager' -w secret12 -f "$fixtures/seed.ldif" > "$dir/seed.log" 2>&1 || { cat "$dir/seed.log"; exit 1; }
halt "$dir/pid"
echo "$dir $port" > "$dir/template.id"
tar -C "$dir" -cf "$template.part" .
mv "$template.part" "$template"
run
