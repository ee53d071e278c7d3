# shellcheck shell=bash
# What is said to GitHub: one comment a pull request and label, one issue of drift, and the
# question for the tip of a branch. Only what the author of ours wrote is looked at, so that
# nobody can plant a comment for us to write into.

answer='' # the file that has what GitHub answered
problem='' # why it did not do what it was asked to
again=''   # how many seconds until it may be worthwhile to ask again; empty where it is not

# api METHOD PATH [FILE]: one request, with the body that FILE has. The token goes through
# stdin: the arguments of a process are for all to see.
api() {
  local method=$1 url=${GITHUB_API_URL:-https://api.github.com}/$2 body=() status
  answer=$reports/.answer
  rm -f "$answer" "$answer.head"
  [ -z "${3-}" ] || body=(--header 'Content-Type: application/json' --data-binary "@$3")
  status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --disable --config - \
    --silent --show-error --connect-timeout 10 --max-time 30 --request "$method" \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
    ${body[@]+"${body[@]}"} --output "$answer" --dump-header "$answer.head" --write-out '%{http_code}' "$url") || status=000
  again=''
  case $status in
  2??) return 0 ;;
  000 | 429 | 5??) again=$(retry_after) ;;
  403) ! grep -qis 'rate limit' "$answer" || again=$(retry_after) ;;
  esac
  problem="$method $2: $status $(jq -r '.message? // ""' "$answer" 2>/dev/null | tr -cd '[:alnum:] .,:;()_/-' | head -c 200)"
  return 1
}

# What GitHub asks for, a minute at most.
retry_after() {
  local seconds
  seconds=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,5\}\).*/\1/p' "$answer.head" 2>/dev/null | head -n 1)
  seconds=${seconds:-2}
  printf %s "$((seconds < 60 ? seconds : 60))"
}

# persist COMMAND...: up to three times. What is repeated looks first at what is there,
# since a request whose answer was lost may have been done.
persist() {
  local try
  for try in 1 2 3; do
    if "$@"; then
      return 0
    fi
    if [ -z "$again" ] || [ "$try" = 3 ]; then
      return 1
    fi
    say "asking GitHub again in $again s ($problem)"
    sleep "$again"
  done
}

# find_ours LIST FILE: sets mine to what our author wrote, among all pages of a list, that FILE
# takes the place of; to nothing where there is none. It has the same first line, or else
# the same label, where one of the two was written when the files could not be read and so
# nobody knew the account.
find_ours() {
  local page=1 more=yes
  : >"$reports/.own"
  while [ -n "$more" ]; do
    api GET "$1per_page=100&page=$page" || return
    jq -c --arg author "$author" '.[] | select(.user.login == $author and (has("pull_request") | not)) | {number, id, body: (.body // "")}' \
      "$answer" >>"$reports/.own" || { problem="GET $1: the answer is no list" && return 1; }
    more=$(grep -i '^link:.*rel="next"' "$answer.head" || true)
    page=$((page + 1))
  done
  mine=$(jq -cs --rawfile page "$2" '
    def first_line: split("\n")[0] // "" | rtrimstr("\r");
    def marker: [first_line | capture("^<!-- iamsync:(?<account>[0-9]*):(?<label>[A-Za-z0-9._-]+) -->$")][0];
    ($page | marker) as $new
    | map(select(.body | marker | . != null and .label == $new.label and (.account == $new.account or .account == "" or $new.account == "")))
    | sort_by((.body | first_line) != ($page | first_line), .id)[0] // empty' "$reports/.own")
}

# same FILE: whether mine says what FILE does, but for the ends of lines.
same() {
  jq -e --rawfile page "$1" 'def plain: split("\r\n") | join("\n") | sub("\\s+$"; ""); (.body | plain) == ($page | plain)' <<<"$mine" >/dev/null
}

# Where a comment or an issue could not be written, an older one may stand there and be
# taken for this plan. That is a failure of its own.
unshown() {
  unshown=1
  annotate error "$1 ($problem)"
}

keep_comment() {
  local number
  number=$(jq -r '.pull_request.number // empty' "${GITHUB_EVENT_PATH:-/dev/null}" 2>/dev/null) || number=''
  if [[ ! $number =~ ^[0-9]+$ ]]; then
    say "there is no pull request: no comment"
  elif jq -e '.pull_request | .head.repo.full_name != .base.repo.full_name' "$GITHUB_EVENT_PATH" >/dev/null; then
    warn "the pull request comes from a fork, whose token cannot write: the plan is on the page of the job, and not in a comment"
  else
    persist put_comment "$number" "$1" || unshown "the comment on the pull request could not be written"
  fi
}

put_comment() {
  local comments=repos/$GITHUB_REPOSITORY/issues/$1/comments
  find_ours "$comments?" "$2" || return
  jq -n --rawfile body "$2" '{$body}' >"$reports/.request"
  if [ -z "$mine" ]; then
    api POST "$comments" "$reports/.request"
  elif same "$2"; then
    say "the comment on the pull request is as it should be"
  else
    api PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$(jq .id <<<"$mine")" "$reports/.request"
  fi
}

issues='issues?state=open&'

keep_issue() { persist put_issue "$1" || unshown "the issue of the drift could not be written"; }

put_issue() {
  local title
  find_ours "repos/$GITHUB_REPOSITORY/$issues" "$1" || return
  title="IAM drift in $(jq -r .account "$reports/summary.json")"
  [ "$label" = plan ] || title+=" ($label)"
  jq -n --rawfile body "$1" --arg title "$title" '{$title, $body}' >"$reports/.request"
  if [ -z "$mine" ]; then
    api POST "repos/$GITHUB_REPOSITORY/issues" "$reports/.request"
  elif same "$1"; then
    say "the issue of the drift is as it should be"
  else
    api PATCH "repos/$GITHUB_REPOSITORY/issues/$(jq .number <<<"$mine")" "$reports/.request"
  fi
}

close_issue() { persist end_issue "$1" || unshown "the issue of the drift could not be closed"; }

end_issue() {
  find_ours "repos/$GITHUB_REPOSITORY/$issues" "$1" || return
  if [ -n "$mine" ]; then
    jq -n '{state: "closed", state_reason: "completed"}' >"$reports/.request"
    api PATCH "repos/$GITHUB_REPOSITORY/issues/$(jq .number <<<"$mine")" "$reports/.request"
  fi
}

# Refuses where what is checked out is not what the branch has now.
check_tip() {
  local branch=${GITHUB_REF-} head
  [[ $branch == refs/heads/?* ]] || refuse "apply is for a branch, and this job runs for $(printf %q "$branch")"
  branch=${branch#refs/heads/}
  head=$(git -C "$path" rev-parse HEAD) || refuse "$(printf %q "$path") is not in a checkout of this repository"
  if ! persist read_tip "$branch"; then
    code=1
    refuse "the tip of the branch is not known, so nothing was applied ($problem)"
  fi
  [ "$head" = "$(jq -r .object.sha "$answer")" ] ||
    refuse "HEAD is not the tip of $(printf %q "$branch"): a re-run of an old job cannot undo a newer merge. Nothing was applied; run the newest job"
}

read_tip() { api GET "repos/$GITHUB_REPOSITORY/git/ref/heads/$(jq -rn --arg b "$1" '$b | @uri | gsub("%2F"; "/")')"; }
