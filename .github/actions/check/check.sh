#!/bin/sh
# What the action runs. Its inputs are variables, and no shell reads what they hold.
set -eu

# An input may end in CR LF, and so may each line of it.
line() { printf '%s' "$1" | tr -d '\r\n'; }
cr=$(printf '\r')

root=$(dirname -- "$0")/../../..
package=$(line "$INPUT_PACKAGE")
package=${package:-docker-images-contract@$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")}

# The package is installed outside of the checkout, whose node_modules, .npmrc and package.json a pull request can fill.
own=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/docker-images-contract.XXXXXX")
trap 'rm -rf -- "$own"' EXIT
output=${GITHUB_OUTPUT:-/dev/null}
unread() {
  echo exit-status=2 >>"$output"
  echo "::error title=Docker images contract::${1:-Not all could be checked; the log of this step says why.}"
  exit 2
}
# Without either, the command would ask the engine of the runner.
[ -n "$(printf %s "$INPUT_PATHS$INPUT_HOST" | tr -d '[:space:]')" ] ||
  unread 'Expected paths, or the host of an engine, found neither.'
(cd -- "$own" && npm install --prefix="$own" --ignore-scripts --no-audit --no-fund --loglevel=error -- "$package" >&2) || unread

# A runner shows this as the summary of the job. What the step has there already stays.
summary=$own/summary.md
counts=$own/counts.json
host=$(line "$INPUT_HOST")
report=$(line "$INPUT_REPORT")
set -- --format=github "--format=markdown=$summary" "--format=json=$counts" "--fail-on=$(line "$INPUT_FAIL_ON")"
[ -z "$report" ] || set -- "$@" "--format=$(line "$INPUT_REPORT_FORMAT")=$report"
[ -z "$host" ] || set -- "$@" "--host=$host"
# A line is a word as it stands, with its blanks; after `--` no path is taken for an option.
while IFS= read -r word; do
  word=${word%"$cr"}
  [ -z "$word" ] || set -- "$@" "$word"
done <<EOF
$INPUT_ARGS
--
$INPUT_PATHS
EOF

status=0
"$own/node_modules/.bin/docker-images-contract" check "$@" || status=$?
if [ -f "$summary" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"; fi
if [ -f "$counts" ]; then
  node -e '
    const { summary } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const name of ["exchanges", "errors", "warnings"]) console.log(`${name}=${Number(summary[name])}`);
  ' "$counts" >>"$output"
fi
[ "$status" -lt 2 ] || unread
echo "exit-status=$status" >>"$output"
exit "$status"
