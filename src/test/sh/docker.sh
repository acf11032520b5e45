#!/usr/bin/env bash
# A Docker engine for the tests with the Debian image that ldap-fixtures' Dockerfiles start from: the one that answers already, else
# one of its own below DIR (as root, where dockerd is installed). The image is pulled, or made by debootstrap where no registry is
# to be had. Prints the engine's DOCKER_HOST.
# usage: docker.sh DIR        stop the engine with: docker.sh DIR stop
set -eu
dir=$1 image=debian tag=12-slim release=bookworm

say() { echo "$1" >&2; }
api() { curl -sSf --unix-socket "$socket" "$@"; }
answers() { [ "$(curl -s --max-time 5 --unix-socket "$socket" http://docker/_ping 2>/dev/null)" = OK ]; }
has_image() { api -o "$dir/image.json" "http://docker/images/$image:$tag/json" 2>/dev/null; }

stop() {
    [ -f "$dir/pid" ] || return 0
    pid=$(cat "$dir/pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 1 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
}

start() { # with this storage driver
    setsid nohup dockerd -H "unix://$socket" --data-root "$dir/data" --exec-root "$dir/exec" -p "$dir/pid" \
        --storage-driver "$1" > "$dir/log" 2>&1 < /dev/null &
    local started=$!
    for _ in $(seq 1 300); do
        if answers; then return 0; fi
        kill -0 "$started" 2>/dev/null || return 1
        sleep 0.1
    done
    stop
    return 1
}

make_image() {
    base=$dir/base
    debootstrap --variant=minbase "$release" "$base" > "$dir/debootstrap.log" 2>&1 || { tail -3 "$dir/debootstrap.log" >&2; return 1; }
    tar -C "$base" --exclude='./dev/*' --exclude='./var/cache/apt/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' -c . |
        api -o "$dir/import.json" -X POST -H 'Content-Type: application/x-tar' -T - \
            "http://docker/images/create?fromSrc=-&repo=$image&tag=$tag"
    rm -rf "$base"
}

if [ "${2:-}" = stop ]; then stop; exit 0; fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
socket=${socket#unix://}
if ! answers; then
    command -v dockerd > /dev/null || { say "dockerd is not installed: apt-get install docker.io"; exit 1; }
    [ "$(id -u)" = 0 ] || { say "no Docker engine answers at $socket, and only root can start one"; exit 1; }
    socket=$dir/docker.sock
    start overlay2 || start vfs || { tail -3 "$dir/log" >&2; exit 1; }
fi
if ! has_image; then
    api --max-time 60 -o "$dir/pull.json" -X POST "http://docker/images/create?fromImage=$image&tag=$tag" 2>/dev/null || true
    has_image || { say "no registry: making $image:$tag of Debian's packages"; make_image && has_image; }
fi
echo "unix://$socket"
