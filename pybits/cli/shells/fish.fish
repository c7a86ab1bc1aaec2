# fish completion for @PROGRAM@, made from the catalogue of its verbs.

# What may stand at a place of a command line; each word with its description.
function __@PROGRAM@_at
    switch $argv[1]
@TABLE@
        case '*'
            return 1
    end
end

function __@PROGRAM@_complete
    set -l before (commandline -opc)[2..-1]
    set -l typed (string replace -r '^["\'\\\\]+' '' -- (commandline -ct))
    set -l verb .
    set -l slash
    set -l pending
    set -l number 1
    set -l answer
    set -l first $before[1] $typed
    if test @PROGRAM@ = bitsadmin; or string match -q '/*' -- $first[1]
        set verb /
        set slash 1
    end
    for word in $before
        test -n "$slash"; and set word (string lower -- $word)
        if test -n "$pending"
            set pending
        else if string match -qr '^[-/]' -- $word; and set -l found (__@PROGRAM@_at "$verb $word")
            test "$found" = @flag; or set pending "$verb $word"
        else if test -z "$slash"; and string match -qr '^-' -- $word
            continue
        else if contains -- $verb . /
            set verb $word
        else if test $number = 1; and __@PROGRAM@_at $verb >/dev/null
            set verb "$verb $word"
        else if __@PROGRAM@_at "$verb $number $word" >/dev/null
            set verb "$verb $number $word"
            set number 1
        else
            set number (math $number + 1)
        end
    end
    if test -n "$pending"
        set answer (__@PROGRAM@_at $pending)
    else if test -z "$slash"; and string match -qr -- '^--.*=' $typed
        set -l option (string replace -r '=.*' '' -- $typed)
        for word in (__@PROGRAM@_at "$verb $option")
            string match -qr '^@' -- $word; or echo "$option=$word"
        end
        return
    else
        test $number = 1; and set answer (__@PROGRAM@_at $verb)
        test -n "$answer"; or set answer (__@PROGRAM@_at "$verb $number")
        test -n "$answer"; or set answer (__@PROGRAM@_at "$verb +")
        if test -n "$slash"
            __@PROGRAM@_at "$verb -" | __@PROGRAM@_case $typed
        else if string match -qr '^-' -- $typed
            __@PROGRAM@_at "$verb -"
            __@PROGRAM@_at --
            return
        end
    end
    switch "$answer"
        case @files
            __fish_complete_path (commandline -ct)
        case @jobs
            set -l question jobs
            string match -qr '^\{' -- $typed; and set question guids
            set -l program (commandline -opc)[1]
            $program --complete $question 2>/dev/null
        case '@*' ''
        case '*'
            if test -n "$slash"
                printf '%s\n' $answer | __@PROGRAM@_case $typed
            else
                printf '%s\n' $answer
            end
    end
end

# bitsadmin's words are the same in either case: they follow what was typed.
function __@PROGRAM@_case
    set -l typed "$argv"
    while read -l line
        set -l parts (string split -m 1 \t -- $line)
        test "$typed" = (string lower -- $typed); or set parts[1] (string upper -- $parts[1])
        string join \t -- $parts
    end
end

complete -c @PROGRAM@ -f -a '(__@PROGRAM@_complete)'
