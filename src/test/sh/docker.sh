#!/usr/bin/env bash
# A Docker engine for the tests with the Debian image that ldap-fixtures' Dockerfiles start from: the one that answers already, else
# one of its own below DIR (as root, where dockerd is installed). The image is pulled, or made by debootstrap from the mirror that apt
# uses where no registry is to be had. Prints the engine's DOCKER_HOST. The engine leaves the machine's firewall and routing alone, so
# builds need the network of the host.
# usage: docker.sh DIR        end the engine and remove what it made with: docker.sh DIR stop
set -eu
dir=$1 image=debian tag=12-slim release=bookworm

say() { echo "$1" >&2; }
api() { curl -sS --fail-with-body --unix-socket "$socket" "$@"; }
answers() { [ "$(curl -s --max-time 5 --unix-socket "$socket" http://docker/_ping 2>/dev/null)" = OK ]; }
has_image() { api -o "$dir/image.json" "http://docker/images/$image:$tag/json" 2>/dev/null; }

stop() {
    [ -f "$dir/own" ] || return 0
    if [ -f "$dir/pid" ]; then
        pid=$(cat "$dir/pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 1 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2>/dev/null || true
    fi
    cut -d' ' -f5 /proc/self/mountinfo | grep -F "$dir/" | sort -r | xargs -r umount -l
    grep -q 'no bridge' "$dir/own" && ip link delete docker0 2>/dev/null || true
    rm -f "$dir/own"
}

start() { # with this storage driver
    if [ -d /sys/class/net/docker0 ]; then echo "a bridge was there"; else echo "no bridge"; fi > "$dir/own"
    setsid nohup dockerd -H "unix://$socket" --data-root "$dir/data" --exec-root "$dir/exec" -p "$dir/pid" \
        --storage-driver "$1" --iptables=false --ip-forward=false > "$dir/log" 2>&1 < /dev/null &
    local started=$!
    for _ in $(seq 1 300); do
        if answers; then return 0; fi
        kill -0 "$started" 2>/dev/null || break
        sleep 0.1
    done
    stop
    return 1
}

mirror() { # of Debian, as apt has it; empty where it has none, for debootstrap's own choice
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' 2>/dev/null | head -1
}

make_image() {
    base=$dir/base
    # shellcheck disable=SC2046
    debootstrap --variant=minbase "$release" "$base" $(mirror) > "$dir/debootstrap.log" 2>&1 || { tail -3 "$dir/debootstrap.log" >&2; return 1; }
    tar -C "$base" --exclude='./dev/*' --exclude='./var/cache/apt/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' -c . |
        api -o "$dir/import.json" -X POST -H 'Content-Type: application/x-tar' -T - \
            "http://docker/images/create?fromSrc=-&repo=$image&tag=$tag" || { say "$(cat "$dir/import.json")"; return 1; }
    rm -rf "$base"
}

if [ "${2:-}" = stop ] && [ ! -d "$dir" ]; then exit 0; fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ "${2:-}" = stop ]; then stop; exit 0; fi
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
socket=${socket#unix://}
if ! answers; then
    command -v dockerd > /dev/null || { say "dockerd is not installed: apt-get install docker.io"; exit 1; }
    [ "$(id -u)" = 0 ] || { say "no Docker engine answers at $socket, and only root can start one"; exit 1; }
    socket=$dir/docker.sock
    start overlay2 || start vfs || { grep -v level=info "$dir/log" | tail -2 >&2; exit 1; }
fi
if ! has_image; then
    api --max-time 60 -o "$dir/pull.json" -X POST "http://docker/images/create?fromImage=$image&tag=$tag" 2>/dev/null || true
    has_image || { say "no registry: making $image:$tag of Debian's packages"; make_image && has_image; }
fi
echo "unix://$socket"
