#compdef @PROGRAM@
# zsh completion for @PROGRAM@, made from the catalogue of its verbs.

_@PROGRAM@() {
    # What may stand at each place of a command line; each word with its description.
    local -A table=(
@TABLE@
    )
    local verb=. word key pending answer options slash line typed=${(Q)PREFIX}
    local -i number=1
    local -a before=("${(@Q)words[2,CURRENT-1]}") lines list shown same expl

    [[ @PROGRAM@ == bitsadmin || ${before[1]-$typed} == /* ]] && verb=/ slash=1
    for word in "${before[@]}"; do
        [[ -n $slash ]] && word=${(L)word}
        key="$verb $word"
        if [[ -n $pending ]]; then
            pending=
        elif [[ $word == [-/]* && -n $table[$key] ]]; then
            [[ $table[$key] == @flag ]] || pending=$key
        elif [[ -z $slash && $word == -* ]]; then
            continue
        elif [[ $verb == [./] ]]; then
            verb=${word:-?}
        elif [[ $number == 1 && -n $table[$verb] ]]; then
            verb=$key
        else
            key="$verb $number $word"
            if [[ -n $table[$key] ]]; then verb=$key number=1; else (( number++ )); fi
        fi
    done

    if [[ -n $pending ]]; then
        answer=$table[$pending]
    else
        key="$verb -"
        options=$table[$key]
        [[ $number == 1 ]] && answer=$table[$verb]
        key="$verb $number"
        [[ -n $answer ]] || answer=$table[$key]
        key="$verb +"
        [[ -n $answer ]] || answer=$table[$key]
        if [[ -z $slash ]]; then
            key="$verb ${typed%%=*}"
            case $typed in
                (--*=*)
                    # What stands before the value is no part of the word any more.
                    compset -P 1 '*='
                    answer=$table[$key] options=
                    ;;
                (-*) options+=$'\n'$table[--] answer= ;;
                (*) options= ;;
            esac
        fi
    fi

    # bitsadmin's words are the same in either case: they follow what was typed.
    [[ -n $slash ]] && same=(-M 'm:{a-zA-Z}={A-Za-z}')
    [[ $answer == @* ]] || options=$answer$'\n'$options
    list=(${(f)options})
    if [[ -n $slash && $typed != ${(L)typed} ]]; then
        for (( number = 1; number <= $#list; number++ )); do
            list[number]=${(U)list[number]%%:*}:${list[number]#*:}
        done
    fi
    (( $#list )) && _describe -t words word list $same
    case $answer in
        (@files) _files ;;
        (@jobs)
            key=jobs
            [[ $typed == \{* ]] && key=guids
            lines=("${(@f)$(_call_program jobs $words[1] --complete $key 2>/dev/null)}")
            list=()
            for line in $lines; do
                list+=("${line%%$'\t'*}")
                shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
            done
            (( $#list )) && _wanted jobs expl job compadd -l -d shown -a - list
            ;;
    esac
}

if [[ $funcstack[1] == _@PROGRAM@ ]]; then
    _@PROGRAM@ "$@"
else
    compdef _@PROGRAM@ @PROGRAM@
fi
