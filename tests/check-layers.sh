#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What each layer may include. The build already keeps our own headers apart (a
# wrong one is not on the include path); this catches system headers, which always
# are, and tries the build's own fence with two files that must not compile.
set -u
source=${COMPTOIR_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
count=0 failed=0

ok() { count=$((count + 1)); echo "ok $count $1"; }
not_ok() { count=$((count + 1)); failed=1; echo "not ok $count $1"; printf '%s\n' "${2:-}" | sed 's/^/# /'; }

# forbid LAYER PATTERN...: none of the headers in any file of the layer
forbid() {
  local layer=$1 pattern hits
  shift
  pattern=$(printf '|%s' "$@")
  hits=$(grep -rnE "^ *# *include *[<\"](${pattern#|})" "$source/src/$layer" --include='*.[ch]')
  if [ -z "$hits" ]; then ok "/layers/$layer"; else not_ok "/layers/$layer" "$hits"; fi
}

gtk='gtk/|gdk/|gsk/|adwaita' sql='sqlite3' net='curl/' json='json-glib/' key='libsecret/|sodium' soup='libsoup/' tls='gnutls/' pq='libpq'
forbid base $pq $gtk $sql $net $json $key $soup $tls 'glib/gi18n'
forbid core $pq $gtk $sql $net $json $key $soup $tls 'gio/|stdio|time\.h|unistd|fcntl|glib/gi18n|glib/gstdio'
forbid vault $pq $gtk $sql $net $json $soup $tls
forbid store $pq $gtk $net $json 'libsecret/' $soup $tls 'sodium'
forbid net $pq $gtk $sql $key $soup
forbid share $gtk $sql $net $json $key $soup $tls
forbid paper $pq $gtk $sql $net $key $soup $tls 'glib/gi18n'
forbid service $pq $gtk $sql $net $key $soup $tls
forbid ui $pq $sql $net $json $key $soup $tls
forbid practice $pq $gtk $net $key

# Threads are begun in one way, which lets go of everything where it was begun (base/ct-thread.c).
hits=$(grep -rln 'g_task_run_in_thread \?(\|g_thread_pool_' "$source/src" --include='*.c' | grep -v '/base/ct-thread\.c$')
if [ -z "$hits" ]; then ok "/layers/threads"; else not_ok "/layers/threads" "$hits"; fi

# Each pattern must be able to catch something: the layer that may, does.
for probe in "ui gtk/" "store sqlite3" "net curl/" "vault libsecret/" "paper cairo" "practice libsoup/" "share libpq"; do
  set -- $probe
  if grep -rqE "^ *# *include *[<\"]$2" "$source/src/$1" --include='*.[ch]'; then ok "/layers/$1-uses-$2"; else not_ok "/layers/$1-uses-$2"; fi
done

# The fence itself, by the flags the build uses for one file of the layer.
tree=${COMPTOIR_BUILD:-}
fence() {
  local name=$1 file=$2 header=$3 scratch command
  scratch=$(mktemp -d)
  command=$(python3 - "$tree/compile_commands.json" "$file" <<'PY'
import json, shlex, sys
for entry in json.load(open(sys.argv[1])):
    if entry["file"].endswith(sys.argv[2]):
        words = shlex.split(entry["command"])
        keep = [w for w in words[1:] if w.startswith(("-I", "-D", "-std", "-pthread"))]
        keep += [w for flag, path in zip(words, words[1:]) if flag == "-isystem" for w in (flag, path)]
        print(words[0].split()[-1], *map(shlex.quote, keep))
        break
PY
)
  printf '#include <glib.h>\nint x;\n' > "$scratch/good.c"
  printf '#include "%s"\nint x;\n' "$header" > "$scratch/bad.c"
  if ! (cd "$tree" && eval "$command -c -o '$scratch/x.o' '$scratch/good.c'") 2>"$scratch/log"; then
    not_ok "/layers/fence-$name" "the probe itself does not compile: $(head -3 "$scratch/log")"
  elif (cd "$tree" && eval "$command -c -o '$scratch/x.o' '$scratch/bad.c'") 2>/dev/null; then
    not_ok "/layers/fence-$name" "$file can include $header"
  else
    ok "/layers/fence-$name"
  fi
  rm -rf "$scratch"
}
if [ -n "$tree" ]; then
  fence ui-store src/ui/ct-window.c ct-store.h
  fence ui-net src/ui/ct-window.c ct-gateway.h
  fence ui-vault src/ui/ct-window.c ct-seal.h
  fence core-gtk src/core/ct-rules.c gtk/gtk.h
  fence core-store src/core/ct-rules.c ct-store.h
  fence paper-service src/paper/ct-paper.c ct-session.h
  fence paper-gtk src/paper/ct-paper.c gtk/gtk.h
  fence net-store src/net/ct-fhir.c ct-store.h
  fence share-store src/share/ct-server.c ct-store.h
  fence store-share src/store/ct-store.c ct-server.h
  fence ui-share src/ui/ct-window.c ct-server.h
  fence store-net src/store/ct-store.c ct-gateway.h
  fence practice-net src/practice/ct-practice-rules.c ct-fhir.h
  fence practice-core src/practice/ct-practice-rules.c ct-rules.h
fi
echo "1..$count"
exit $failed
