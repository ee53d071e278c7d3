# shellcheck shell=bash
# What people read of a run on the page of its job.

# GitHub drops a page of more than 1 MiB; what is far below that, people read.
longest_page=100000

page() { printf '%s\n\n' "$1" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; }

# The plan, as iamsync wrote it for the pull request. Where it could not even begin, the
# place of an older plan is taken by a page of ours.
plan_page() {
  # shellcheck disable=SC2016 # the backticks are those of Markdown
  [ -s "$reports/plan.md" ] ||
    printf '<!-- iamsync::%s -->\n## IAM plan (`%s`): failed\n\n> [!CAUTION]\n> **There is no plan.** The log of the job says why (exit code %s).\n' \
      "$label" "$label" "$code" >"$reports/plan.md"
  cat "$reports/plan.md"
}

ends=([0]='done' [1]='failed' [3]='not finished' [4]='refused' [130]='interrupted')

# What iamsync printed, in a block of code that nothing in it can end. Annotations are left
# out: they are for the runner. What is too long loses its beginning.
output_page() {
  jq -Rrs --arg title "$1: ${ends[$code]:-ended with $code}" --argjson longest "$longest_page" '
    split("\n") | map(select(startswith("::") | not)) | join("\n") | sub("\\s+$"; "")
    | if length > $longest then "… the log of the job has what is left out here\n" + .[-$longest:] else . end
    | ("`" * ([3, (match("`+"; "g").length + 1)] | max)) as $fence
    | "## \($title)\n\n\($fence)text\n\(.)\n\($fence)"' "$reports/output.txt"
}

# The first thing that an apply failed of, in a line: the call, the first mistake in the
# files, the reason to refuse the plan, or else what iamsync ended with.
first_error() {
  local summary=$reports/summary.json
  [ -s "$summary" ] || summary=/dev/null
  jq -Rrs --slurpfile summary "$summary" --arg ended "${ends[$code]:-ended with $code}" '
    def said($word): map(select(startswith("\($word): ")) | ltrimstr("\($word): "))[0];
    split("\n") | ($summary[0].failed // [])[0] as $failed | said("Error") as $error
    | if $failed then "\($error): \($failed.action) \($failed.change): \($failed.message)"
      elif $error // "" | test("^[0-9]+ mistakes?; ") then "\(.[0]) (\($error))"
      else $error // said("Refused") // "\($ended): the log of the job says why"
      end' "$reports/output.txt"
}
