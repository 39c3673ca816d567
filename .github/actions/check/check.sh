#!/bin/sh
# What the action runs. Its inputs are variables, and no shell reads what they hold.
set -eu

root=$(dirname -- "$0")/../../..
package=${INPUT_PACKAGE:-docker-images-contract@$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")}

check() {
  npx --yes --package="$package" -- docker-images-contract check "$@"
}

set -- "--fail-on=$INPUT_FAIL_ON"
[ -z "$INPUT_HOST" ] || set -- "$@" "--host=$INPUT_HOST"
# A line is a word as it stands, with its blanks; after `--` no path is taken for an option.
while IFS= read -r word; do
  [ -z "$word" ] || set -- "$@" "$word"
done <<EOF
$INPUT_ARGS
--
$INPUT_PATHS
EOF

status=0
check --format=github "$@" || status=$?
if [ -n "$INPUT_REPORT" ]; then
  # 2 wins over 1, whichever of the two says it.
  check "--format=$INPUT_REPORT_FORMAT" "--output=$INPUT_REPORT" "$@" || [ $? -le "$status" ] || status=2
fi
[ "$status" -lt 2 ] || echo '::error title=Docker images contract::Not all could be judged; the log of this step says why.'
exit "$status"
