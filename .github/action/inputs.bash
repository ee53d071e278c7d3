# shellcheck shell=bash disable=SC2034 # what is read here is used by run
# The inputs of the action, read from the environment and checked: see action.yml.

code=4     # what iamsync ended with; a refusal before it ran is one, too
unshown=0  # 1 where something could not be shown
reports='' # the directory of reports
command=''

say() { printf 'iamsync action: %s\n' "$*" >&2; }

# annotate LEVEL TEXT [TITLE]: shown by the runner beside the job. Texts from outside are
# quoted by their callers.
annotate() {
  local text=${2//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::%s title=%s::%s\n' "$1" "${3-iamsync}" "${text//$'\n'/%0A}" >&2
}
warn() { annotate warning "$*"; }

# Ends before iamsync has run: with 4, unless code says something else. An older plan does not
# stand on the pull request then.
refuse() {
  annotate error "$*"
  [ "$command" != plan ] || [ -z "$reports" ] || show_plan
  finish
}

require() {
  local tool
  for tool; do
    command -v "$tool" >/dev/null || refuse "$tool is needed and not there: install it in a step before this one"
  done
}

read_inputs() {
  command=${INPUT_COMMAND-} path=${INPUT_PATH:-.} label=${INPUT_LABEL-} comment=${INPUT_COMMENT:-true}
  token=${INPUT_TOKEN-} author=${INPUT_COMMENT_AUTHOR-} binary=${INPUT_BINARY-} base=() flags=()
  read_flags "${INPUT_FLAGS-}"
  read_base "${INPUT_BASE-}"
  unset "${!INPUT_@}" # no program that is started from here needs the token

  case $command in plan | apply | validate | drift) ;; *)
    refuse "command is plan, apply, validate or drift, not $(printf %q "$command")" ;;
  esac
  case $comment in true | false) ;; *)
    refuse "comment is true or false, not $(printf %q "$comment")" ;;
  esac
  [[ $path != -* ]] || path=./$path
  [ -n "$label" ] || label=$(label_of "$path")
  is_label "$label" ||
    refuse "$(printf %q "$label") is no label: it has up to 64 letters, digits, dots, underscores and single dashes"
  [[ $token =~ ^[A-Za-z0-9._-]*$ ]] || refuse "the token is none: it has other characters than letters, digits, dots, underscores and dashes"
}

# A line is a flag, or a flag and its value.
read_flags() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [[ $line =~ ^[[:space:]]*(-[^[:space:]=]+)[[:space:]]+(.*[^[:space:]])[[:space:]]*$ ]]; then
      flags+=("${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}")
    elif [[ $line =~ ^[[:space:]]*(.*[^[:space:]])[[:space:]]*$ ]]; then
      flags+=("${BASH_REMATCH[1]}")
    fi
  done <<<"$1"
}

# The pull request that brings the first files has a target branch without them.
read_base() {
  if [ -z "$1" ]; then
    return
  elif [ -d "$1" ]; then
    base=(--base "$1")
  else
    annotate notice "the target branch has no $(printf %q "$path") yet (there is no $(printf %q "$1")): that is normal where a pull request brings the first files. Edits are not told from drift in this plan"
  fi
}

# A target branch that has mistakes itself must not keep out the change that mends them.
check_base() {
  local found
  [ "${#base[@]}" -gt 0 ] || return 0
  found=$("$program" validate --format json "${base[1]}" 2>/dev/null | jq '.mistakes | length' 2>/dev/null) || true
  if [ "${found:-0}" -gt 0 ]; then
    warn "the files of the target branch have mistakes themselves: edits are not told from drift in this plan, and edits of guards count at once"
    base=()
  fi
}

is_label() { [[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ && $1 != *--* && $1 != *- && ${#1} -le 64 ]]; }

# Makes a label of a path: iam/production becomes iam-production.
label_of() {
  local text=${1//[!A-Za-z0-9._]/-}
  while [[ $text == *--* ]]; do text=${text//--/-}; done
  while [[ $text == [.-]* ]]; do text=${text#?}; done
  text=${text:0:64}
  printf %s "${text%-}"
  [ -n "${text%-}" ] || printf plan
}

# Whoever pins this action by a commit has pinned the program, too: it is built from the
# same files.
find_program() {
  if [ -n "$binary" ]; then
    program=$binary
    [[ $program == */* ]] || program=./$program
    [ -x "$program" ] || refuse "binary is no program: $(printf %q "$binary")"
  elif command -v iamsync >/dev/null; then
    program=$(command -v iamsync)
  else
    program=$RUNNER_TEMP/iamsync-action/bin/iamsync
    command -v go >/dev/null || refuse "there is neither iamsync nor Go: run actions/setup-go before this step, or give binary"
    [ -x "$program" ] || GOFLAGS=-mod=readonly GOWORK=off \
      go -C "$here/../.." build -buildvcs=false -o "$program" ./cmd/iamsync || refuse "building iamsync failed"
  fi
}

# Reports lie outside of the tree, those of each command and label apart.
make_reports() {
  reports=$RUNNER_TEMP/iamsync-action/$command-$label
  rm -rf "$reports"
  mkdir -p "$reports"
}
