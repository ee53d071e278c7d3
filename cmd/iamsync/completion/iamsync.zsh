#compdef iamsync
# zsh completion for iamsync
#
#   source <(iamsync completion zsh)

_iamsync() {
  local kind line
  local -a answer offered

  answer=("${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  kind=$answer[1]
  for line in "${(@)answer[2,-1]}"; do
    # A colon ends the word, and the rest says what it means.
    offered+=("${${line%%$'\t'*}//:/\\:}${${(M)line:#*$'\t'*}:+:${line#*$'\t'}}")
  done
  (( ! $#offered )) || _describe -V iamsync offered

  compset -P '--[a-z-]#=' || true
  case $kind in
    files) _files ;;
    dirs) _files -/ ;;
  esac
}

# As a file of $fpath it is called; sourced, it registers itself.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _iamsync "$@"
else
  compdef _iamsync iamsync
fi
