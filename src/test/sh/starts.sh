#!/usr/bin/env bash
# Starts the packaged product on $JAVA in an empty directory, with its embedded database and no directory server in reach,
# and shows that a push is accepted and survives.
set -euo pipefail
JAVA=${JAVA:-java}
jar=$(pwd)/target/quarkus-app/quarkus-run.jar
home=$(mktemp -d)
port=${PORT:-18099}
export ISTHMUS_BOOTSTRAP_ADMIN_TOKEN=ism_bootstrap_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT
mkdir "$home/config"
cp config/mapping-openldap.yaml "$home/config/mapping.yaml"
cat > "$home/config/application.yaml" <<'Y'
isthmus:
  directory:
    urls: ["ldap://127.0.0.1:1"]
    bind-dn: uid=isthmus,ou=services,dc=example,dc=com
    bind-password: unused
    allow-plaintext: true
  sources:
    okta: {}
Y
cd "$home"
"$JAVA" -Xmx512m -Dquarkus.http.port="$port" -jar "$jar" > server.log 2>&1 &
pid=$!
for _ in $(seq 1 600); do
    curl -sf "http://127.0.0.1:$port/q/health/ready" >/dev/null && break
    kill -0 "$pid" 2>/dev/null || { cat server.log; echo "the server ended"; exit 1; }
    sleep 0.1
done
token=$(curl -sf -X POST -H "Authorization: Bearer $ISTHMUS_BOOTSTRAP_ADMIN_TOKEN" -H 'Content-Type: application/json' -d '{}' \
    "http://127.0.0.1:$port/api/v1/sources/okta/tokens" | sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -sf -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/scim+json' \
    -d '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"start.test@example.com","active":true}' \
    "http://127.0.0.1:$port/scim/v2/Users" | grep -q start.test
echo "started on $("$JAVA" -version 2>&1 | head -1) and accepted a push"
