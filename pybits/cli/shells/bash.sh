# bash completion for @PROGRAM@, made from the catalogue of its verbs. Needs bash 4.2 or later.

# What may stand at each place of a command line.
declare -gA _@PROGRAM@_table=(
@TABLE@
)

# Splits a line as the shell would: `words` before the cursor, and of the last one its `value`, how it was typed (`raw`),
# the quote that is open in it, and whether a backslash waits for its character.
_@PROGRAM@_split() {
    local line=$1 char i
    words=() value= raw= quote= escaped=
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        if [[ $escaped ]]; then
            [[ $quote && $char != [\"\\\$\`] ]] && value+=\\
            value+=$char escaped=
        elif [[ $char == \\ && $quote != \' ]]; then
            escaped=1
        elif [[ $quote ]]; then
            if [[ $char == "$quote" ]]; then quote=; else value+=$char; fi
        elif [[ $char == [\'\"] ]]; then
            quote=$char
        elif [[ $char == [[:space:]] ]]; then
            [[ $raw ]] && words+=("$value")
            value= raw=
            continue
        else
            value+=$char
        fi
        raw+=$char
    done
}

# Adds a candidate: what was typed of it stays as it is, the rest is quoted as what was typed is. Readline replaces $2
# only, which begins after the last colon and the like.
_@PROGRAM@_add() {
    local rest=${1:${#value}} text=$raw typed=$2
    if [[ $escaped ]]; then
        [[ $quote && $rest != [\"\\\$\`]* ]] && return
        text+=${rest:0:1} rest=${rest:1}
    fi
    case $quote in
        \') rest=${rest//\'/\'\\\'\'} ;;
        \")
            rest=${rest//\\/\\\\} rest=${rest//\"/\\\"} rest=${rest//\$/\\\$} rest=${rest//\`/\\\`}
            rest=${rest//\!/\"\'\!\'\"}
            ;;
        *) [[ $rest ]] && printf -v rest %q "$rest" ;;
    esac
    text+=$rest
    # Readline closes the quote, unless the last character looks as if that had been done.
    [[ $quote && $rest == *"$quote" ]] && text+=$quote
    COMPREPLY+=("${text:${#raw}-${#typed}}")
}

# Finds out from `words` and `value` what may stand at the cursor: sets `answer`, and the `options` beside it.
_@PROGRAM@_place() {
    local verb=. word key pending= number=1
    options= slash=
    [[ @PROGRAM@ == bitsadmin || ${words[1]-$value} == /* ]] && verb=/ slash=1
    for word in "${words[@]:1}"; do
        [[ $slash ]] && word=${word,,}
        key="$verb $word"
        if [[ $pending ]]; then
            pending=
        elif [[ $word == [-/]* && ${_@PROGRAM@_table[$key]} ]]; then
            [[ ${_@PROGRAM@_table[$key]} == @flag ]] || pending=$key
        elif [[ ! $slash && $word == -* ]]; then
            continue
        elif [[ $verb == [./] ]]; then
            verb=${word:-?}
        elif [[ $number == 1 && ${_@PROGRAM@_table[$verb]} ]]; then
            verb=$key
        else
            key="$verb $number $word"
            if [[ ${_@PROGRAM@_table[$key]} ]]; then verb=$key number=1; else ((number++)); fi
        fi
    done
    if [[ $pending ]]; then
        answer=${_@PROGRAM@_table[$pending]}
        return
    fi
    options=${_@PROGRAM@_table["$verb -"]}
    answer=
    [[ $number == 1 ]] && answer=${_@PROGRAM@_table[$verb]}
    [[ $answer ]] || answer=${_@PROGRAM@_table["$verb $number"]:-${_@PROGRAM@_table["$verb +"]}}
    if [[ ! $slash ]]; then
        case $value in
            --*=*)
                key=${value%%=*} answer=${_@PROGRAM@_table["$verb ${value%%=*}"]}
                [[ $answer == @* ]] && answer=
                answer=${answer:+$key=${answer// / $key=}} options=
                ;;
            -*) options+=" ${_@PROGRAM@_table[--]}" answer= ;;
            *) options= ;;
        esac
    fi
}

_@PROGRAM@() {
    local -a words list
    local value raw quote escaped answer options slash word program=$1
    COMPREPLY=()
    _@PROGRAM@_split "${COMP_LINE:0:COMP_POINT}"
    _@PROGRAM@_place
    [[ $answer == @files ]] || compopt +o default
    [[ $answer == @* ]] || options="$answer $options"
    read -ra list <<<"$options"
    for word in "${list[@]}"; do
        # bitsadmin's words are the same in either case: they follow what was typed.
        [[ $slash && $value != "${value,,}" ]] && word=${word^^}
        if [[ ${word:0:${#value}} == "$value" || ($slash && ${word:0:${#value}} == "${value^^}") ]]; then
            _@PROGRAM@_add "$word" "$2"
        fi
    done
    [[ $answer == @jobs ]] || return 0
    [[ $program == "~/"* ]] && program=$HOME/${program:2}
    answer=jobs
    [[ $value == "{"* ]] && answer=guids
    while IFS=$'\t' read -r word _; do
        [[ ${word:0:${#value}} == "$value" ]] && _@PROGRAM@_add "$word" "$2"
    done < <("$program" --complete $answer 2>/dev/null)
    return 0
}

complete -o default -F _@PROGRAM@ @PROGRAM@
