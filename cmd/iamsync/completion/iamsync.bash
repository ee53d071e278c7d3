# bash completion for iamsync
#
#   source <(iamsync completion bash)

_iamsync() {
  local IFS=$'\n' word kind line
  local -a words=() answer=()

  # bash takes "=" for a word of its own; --format=json is one word to iamsync.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [ "${#words[@]}" -gt 0 ] && { [ "$word" = "=" ] || [ "${words[-1]: -1}" = "=" ]; }; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  word=${words[-1]-}

  mapfile -t answer < <("${COMP_WORDS[0]/#\~/$HOME}" __complete "${words[@]}" 2>/dev/null)
  kind=${answer[0]-}
  COMPREPLY=()
  for line in "${answer[@]:1}"; do
    line=${line%%$'\t'*}
    [[ $word != --*=* ]] || line=${line#*=}
    COMPREPLY+=("$line")
  done
  case ${#COMPREPLY[@]}-${COMPREPLY[0]-} in
    1-*/) compopt -o nospace ;; # user/ goes on
  esac

  [[ $word != --*=* ]] || word=${word#*=}
  case $kind in
    files) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word") ;;
    dirs) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word") ;;
  esac
}

complete -F _iamsync iamsync
