# fish completion for iamsync
#
#   iamsync completion fish | source

function __iamsync_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l program $words[1]
    set -e words[1]

    set -l answer ($program __complete $words "$word" 2>/dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    string join \n -- $answer

    # Of --out=plan the path is what stands behind the "=".
    set -l prefix (string match -r -- '^--[a-z-]+=' "$word")
    set -l path (string replace -r -- '^--[a-z-]+=' '' "$word")
    switch $kind
        case files
            string join \n -- "$prefix"(__fish_complete_path $path)
        case dirs
            string join \n -- "$prefix"(__fish_complete_directories $path)
    end
end

complete -c iamsync -f -a '(__iamsync_complete)'
