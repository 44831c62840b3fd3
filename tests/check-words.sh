#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# French is complete, every translatable file is listed, and what the desktop
# reads (desktop entry, metainfo, settings schema) is valid.
set -u
source=${COMPTOIR_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
build=$COMPTOIR_BUILD
count=0 failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# try NAME CMD...: CMD must succeed
try() {
  local name=$1
  shift
  count=$((count + 1))
  if "$@" >"$scratch/log" 2>&1; then echo "ok $count $name"; else
    failed=1
    echo "not ok $count $name"
    head -20 "$scratch/log" | sed 's/^/# /'
  fi
}
# refuse NAME CMD...: CMD must fail, or the check above it cannot
refuse() {
  local name=$1
  shift
  count=$((count + 1))
  if "$@" >"$scratch/log" 2>&1; then failed=1; echo "not ok $count $name"; else echo "ok $count $name"; fi
}

fresh() {
  (cd "$source" && grep -v '^#' po/POTFILES | xgettext --files-from=- --from-code=UTF-8 --add-comments --sort-output \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=g_dngettext:2:pass-c-format \
    --output="$scratch/comptoir.pot") &&
    msgmerge --quiet --no-fuzzy-matching "$1" "$scratch/comptoir.pot" -o "$scratch/merged.po"
}
complete() {
  fresh "$1" || return 1
  msgfmt --check --check-accelerators=_ -o /dev/null "$scratch/merged.po" || return 1
  msgattrib --untranslated "$scratch/merged.po" | grep -q . && { msgattrib --untranslated "$scratch/merged.po"; return 1; }
  msgattrib --only-fuzzy "$1" | grep -q . && return 1
  return 0
}
listed() {
  local missing
  missing=$(cd "$source" && { grep -rlE '(^|[^A-Za-z])(_|N_|C_|NC_|g_dngettext) ?\("' src --include='*.c'; ls src/*/*.ui; } |
    while read -r file; do grep -qx "$file" po/POTFILES || echo "$file"; done)
  [ -z "$missing" ] || { echo "not in po/POTFILES: $missing"; return 1; }
}

# What stands under a field has one line of the counter's 1366-pixel screen: 72
# characters there, the value put for {} not counted.
fits() {
  local text long=0
  while IFS= read -r text; do
    [ ${#text} -le 72 ] || { echo "${#text} characters: $text"; long=1; }
  done < <(msgcat --no-wrap "$1" | sed -n '/^#:/{h;d}; /^msg\(id\|str\) "/{x;/core\/ct-issue\.c/!{x;d};x
    s/^msg[a-z]* "\(.*\)"$/\1/p}')
  return $long
}

try /words/french-is-complete complete "$source/po/fr.po"
try /words/every-file-is-listed listed
sed '0,/^msgid "Birth name"/{/^msgid "Birth name"/{n;s/.*/msgstr ""/}}' "$source/po/fr.po" > "$scratch/holed.po"
refuse /words/a-hole-is-found complete "$scratch/holed.po"
sed 's/^msgstr "prochain essai %s"/msgstr "prochain essai %d"/' "$source/po/fr.po" > "$scratch/wrong.po"
refuse /words/a-wrong-format-is-found complete "$scratch/wrong.po"
try /words/messages-fit-their-line fits "$source/po/fr.po"
sed 's/^msgstr "À remplir."/msgstr "À remplir : sans cette réponse, la fiche ne peut pas être envoyée au service."/' \
  "$source/po/fr.po" > "$scratch/long.po"
refuse /words/a-long-message-is-found fits "$scratch/long.po"
try /words/desktop-entry desktop-file-validate "$build/data/fr.comptoir.Comptoir.desktop"
try /words/metainfo appstreamcli validate --no-net "$build/data/fr.comptoir.Comptoir.metainfo.xml"
try /words/settings-schema glib-compile-schemas --strict --dry-run "$source/data"
echo "1..$count"
exit $failed
