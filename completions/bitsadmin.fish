# fish completion for bitsadmin, made from the catalogue of its verbs.

# What may stand at a place of a command line; each word with its description.
function __bitsadmin_at
    switch $argv[1]
        case '/'
            printf '%s\n' \
                '/create'\t'Make a job; it is SUSPENDED and empty.' \
                '/addfile'\t'Add a file to a job: where from, where to.' \
                '/addfileset'\t'Add the files that a text file lists.' \
                '/addfilewithranges'\t'Add a file of which only some bytes are wanted.' \
                '/resume'\t'Start jobs, or try them again at once.' \
                '/suspend'\t'Stop jobs; what they have is kept.' \
                '/complete'\t'Give the transferred files their names; ends jobs.' \
                '/cancel'\t'Drop jobs and what they transferred so far.' \
                '/reset'\t'Cancel every job that you own, or those that you choose.' \
                '/transfer'\t'All in one: create, add, resume, wait, complete.' \
                '/list'\t'List your jobs, oldest first.' \
                '/info'\t'Show a job, and why it does or does not move.' \
                '/listfiles'\t'List the files of a job with their progress.' \
                '/monitor'\t'Show all jobs, again and again, until Ctrl-C.' \
                '/gettemporaryname'\t'Print where a file\'s bytes are until the job is complete.' \
                '/getvalidationstate'\t'Print whether a file was declared valid.' \
                '/setvalidationstate'\t'Declare a file that is wholly here valid, or not.' \
                '/getpeerstats'\t'Print how much of a file came from the server and from peers.' \
                '/setnotifycmdline'\t'Choose the program that is run when a job ends or fails.' \
                '/getnotifyinterface'\t'Print whether a program\'s interface is registered.' \
                '/takeownership'\t'Become the owner of a job (administrator).' \
                '/setcustomheaders'\t'Replace the headers that are sent with each request.' \
                '/makecustomheaderswriteonly'\t'Hide the headers for good; they are still sent.' \
                '/setproxysettings'\t'Choose the proxy of a job.' \
                '/replaceremoteprefix'\t'Fetch files from another place: change how URLs begin.' \
                '/setcredentials'\t'Keep a user name and password for a server or proxy.' \
                '/removecredentials'\t'Forget a user name and password.' \
                '/setclientcertificatebyid'\t'Choose a client certificate by its SHA-1 hash.' \
                '/setclientcertificatebyname'\t'Choose a client certificate by its subject.' \
                '/removeclientcertificate'\t'Show no client certificate any more.' \
                '/getreplyfilename'\t'Print where the reply to an upload goes.' \
                '/setreplyfilename'\t'Choose where the reply to an upload goes.' \
                '/getreplyprogress'\t'Print how many bytes of the reply are here, and of how many.' \
                '/getreplydata'\t'Print the reply to an upload as a hex dump.' \
                '/sethelpertoken'\t'Give a job a second log-on (Windows only).' \
                '/sethelpertokenflags'\t'Choose what the second log-on is for (Windows only).' \
                '/gethelpertokenflags'\t'Print what the second log-on is for (Windows only).' \
                '/gethelpertokensid'\t'Print whose the second log-on is (Windows only).' \
                '/gettype'\t'Print the type of a job.' \
                '/getstate'\t'Print the state of a job.' \
                '/getdisplayname'\t'Print the display name of a job.' \
                '/getdescription'\t'Print the description of a job.' \
                '/getpriority'\t'Print the priority of a job.' \
                '/getminretrydelay'\t'Print the minimum retry delay of a job.' \
                '/getnoprogresstimeout'\t'Print the no-progress timeout of a job.' \
                '/getmaxdownloadtime'\t'Print the maximum download time of a job.' \
                '/gethttpmethod'\t'Print the HTTP method of a job.' \
                '/getsecurityflags'\t'Print the security flags of a job.' \
                '/getcustomheaders'\t'Print the custom headers of a job.' \
                '/getclientcertificate'\t'Print the client certificate of a job.' \
                '/getproxyusage'\t'Print the proxy usage of a job.' \
                '/getproxylist'\t'Print the proxy list of a job.' \
                '/getproxybypasslist'\t'Print the proxy bypass list of a job.' \
                '/getnotifyflags'\t'Print the notify flags of a job.' \
                '/getnotifycmdline'\t'Print the notify command line of a job.' \
                '/getaclflags'\t'Print the ACL flags of a job.' \
                '/getpeercachingflags'\t'Print the peercaching flags of a job.' \
                '/getowner'\t'Print the owner of a job.' \
                '/getcreationtime'\t'Print the creation time of a job.' \
                '/getmodificationtime'\t'Print the modification time of a job.' \
                '/getcompletiontime'\t'Print the completion time of a job.' \
                '/getbytestotal'\t'Print the size of a job.' \
                '/getbytestransferred'\t'Print the bytes transferred of a job.' \
                '/getfilestotal'\t'Print the number of files of a job.' \
                '/getfilestransferred'\t'Print the number of files transferred of a job.' \
                '/geterror'\t'Print the error of a job.' \
                '/geterrorcount'\t'Print the error count of a job.' \
                '/setdisplayname'\t'Change the display name of a job.' \
                '/setdescription'\t'Change the description of a job.' \
                '/setpriority'\t'Change the priority of a job.' \
                '/setminretrydelay'\t'Change the minimum retry delay of a job.' \
                '/setnoprogresstimeout'\t'Change the no-progress timeout of a job.' \
                '/setmaxdownloadtime'\t'Change the maximum download time of a job.' \
                '/sethttpmethod'\t'Change the HTTP method of a job.' \
                '/setsecurityflags'\t'Change the security flags of a job.' \
                '/setnotifyflags'\t'Change the notify flags of a job.' \
                '/setaclflags'\t'Change the ACL flags of a job.' \
                '/setpeercachingflags'\t'Change the peercaching flags of a job.' \
                '/util'\t'What pybits stands on.' \
                '/cache'\t'Settings of the peer cache, which there is not.' \
                '/peers'\t'Peers, which there are not.' \
                '/peercaching'\t'Whether peers would be used.'
        case '/util'
            printf '%s\n' \
                '/version'\t'Print the versions of pybits and its parts.' \
                '/repairservice'\t'Find out what is wrong, and mend it.' \
                '/getieproxy'\t'Print the default proxy.' \
                '/setieproxy'\t'Choose the default proxy.' \
                '/enableanalyticchannel'\t'Turn the daemon\'s event log on or off.'
        case '/cache'
            printf '%s\n' \
                '/clear'\t'Empty the peer cache.' \
                '/delete'\t'Delete a record of the peer cache.' \
                '/deleteurl'\t'Delete what the peer cache has of a URL.' \
                '/list'\t'List the peer cache.' \
                '/info'\t'Show a record of the peer cache.' \
                '/getlimit'\t'Print the limit of the peer cache.' \
                '/setlimit'\t'Change the limit of the peer cache (administrator).' \
                '/getexpirationtime'\t'Print the expiration time.' \
                '/setexpirationtime'\t'Change the expiration time (administrator).'
        case '/peers'
            printf '%s\n' \
                '/discover'\t'Look for peers.' \
                '/clear'\t'Forget the peers.' \
                '/list'\t'List the peers.'
        case '/peercaching'
            printf '%s\n' \
                '/getconfigurationflags'\t'Print the configuration flags.' \
                '/setconfigurationflags'\t'Change the configuration flags (administrator).'
        case '/ -'
            printf '%s\n' \
                '/rawreturn'\t'Bare values for scripts; for /CREATE and the /GET commands.' \
                '/wrap'\t'Wraps lines at the width of the terminal (default, except for /MONITOR).' \
                '/nowrap'\t'Cuts lines at the width of the terminal.' \
                '/?'\t'Show this text.' \
                '/help'\t'Show this text.'
        case '/ /rawreturn'
            printf '%s\n' \
                '@flag'
        case '/ /wrap'
            printf '%s\n' \
                '@flag'
        case '/ /nowrap'
            printf '%s\n' \
                '@flag'
        case '/create -'
            printf '%s\n' \
                '/download'\t'download (default), upload or upload-reply.' \
                '/upload'\t'download (default), upload or upload-reply.' \
                '/upload-reply'\t'download (default), upload or upload-reply.'
        case '/create /download'
            printf '%s\n' \
                '@flag'
        case '/create /upload'
            printf '%s\n' \
                '@flag'
        case '/create /upload-reply'
            printf '%s\n' \
                '@flag'
        case '/addfile -'
            printf '%s\n'
        case '/addfile 1'
            printf '%s\n' \
                '@jobs'
        case '/addfile 3'
            printf '%s\n' \
                '@files'
        case '/addfileset -'
            printf '%s\n'
        case '/addfileset 1'
            printf '%s\n' \
                '@jobs'
        case '/addfileset 2'
            printf '%s\n' \
                '@files'
        case '/addfilewithranges -'
            printf '%s\n'
        case '/addfilewithranges 1'
            printf '%s\n' \
                '@jobs'
        case '/addfilewithranges 3'
            printf '%s\n' \
                '@files'
        case '/resume 1'
            printf '%s\n' \
                '@jobs'
        case '/suspend 1'
            printf '%s\n' \
                '@jobs'
        case '/complete 1'
            printf '%s\n' \
                '@jobs'
        case '/cancel 1'
            printf '%s\n' \
                '@jobs'
        case '/reset -'
            printf '%s\n' \
                '/allusers'\t'Everybody\'s jobs (administrator).'
        case '/reset /allusers'
            printf '%s\n' \
                '@flag'
        case '/transfer -'
            printf '%s\n' \
                '/download'\t'download (default) or upload.' \
                '/upload'\t'download (default) or upload.' \
                '/priority'\t'foreground, high, normal (default) or low.' \
                '/aclflags'\t'Of local sources: letters of OGDS.' \
                '/dynamic'\t'The server makes the files anew each time.'
        case '/transfer /download'
            printf '%s\n' \
                '@flag'
        case '/transfer /upload'
            printf '%s\n' \
                '@flag'
        case '/transfer /priority'
            printf '%s\n' \
                'foreground' \
                'high' \
                'normal' \
                'low'
        case '/transfer /aclflags'
            printf '%s\n' \
                '@free'
        case '/transfer /dynamic'
            printf '%s\n' \
                '@flag'
        case '/transfer 1'
            printf '%s\n' \
                '@free'
        case '/transfer +'
            printf '%s\n' \
                '@files'
        case '/list -'
            printf '%s\n' \
                '/allusers'\t'Everybody\'s jobs (administrator).' \
                '/verbose'\t'Every property and every file.'
        case '/list /allusers'
            printf '%s\n' \
                '@flag'
        case '/list /verbose'
            printf '%s\n' \
                '@flag'
        case '/info -'
            printf '%s\n' \
                '/verbose'\t'Every property and every file.'
        case '/info /verbose'
            printf '%s\n' \
                '@flag'
        case '/info 1'
            printf '%s\n' \
                '@jobs'
        case '/listfiles -'
            printf '%s\n'
        case '/listfiles 1'
            printf '%s\n' \
                '@jobs'
        case '/monitor -'
            printf '%s\n' \
                '/refresh'\t'Seconds between two looks (default 5).' \
                '/allusers'\t'Everybody\'s jobs (administrator).'
        case '/monitor /refresh'
            printf '%s\n' \
                '@free'
        case '/monitor /allusers'
            printf '%s\n' \
                '@flag'
        case '/gettemporaryname 1'
            printf '%s\n' \
                '@jobs'
        case '/getvalidationstate 1'
            printf '%s\n' \
                '@jobs'
        case '/setvalidationstate 1'
            printf '%s\n' \
                '@jobs'
        case '/setvalidationstate 3'
            printf '%s\n' \
                'true' \
                'false'
        case '/getpeerstats 1'
            printf '%s\n' \
                '@jobs'
        case '/setnotifycmdline 1'
            printf '%s\n' \
                '@jobs'
        case '/setnotifycmdline 2'
            printf '%s\n' \
                '@files'
        case '/getnotifyinterface 1'
            printf '%s\n' \
                '@jobs'
        case '/takeownership 1'
            printf '%s\n' \
                '@jobs'
        case '/setcustomheaders 1'
            printf '%s\n' \
                '@jobs'
        case '/setcustomheaders +'
            printf '%s\n' \
                '@free'
        case '/makecustomheaderswriteonly 1'
            printf '%s\n' \
                '@jobs'
        case '/setproxysettings 1'
            printf '%s\n' \
                '@jobs'
        case '/replaceremoteprefix 1'
            printf '%s\n' \
                '@jobs'
        case '/setcredentials -'
            printf '%s\n'
        case '/setcredentials 1'
            printf '%s\n' \
                '@jobs'
        case '/setcredentials 2'
            printf '%s\n' \
                'server' \
                'proxy'
        case '/setcredentials 3'
            printf '%s\n' \
                'basic' \
                'digest' \
                'ntlm' \
                'negotiate' \
                'passport'
        case '/removecredentials 1'
            printf '%s\n' \
                '@jobs'
        case '/removecredentials 2'
            printf '%s\n' \
                'server' \
                'proxy'
        case '/removecredentials 3'
            printf '%s\n' \
                'basic' \
                'digest' \
                'ntlm' \
                'negotiate' \
                'passport'
        case '/setclientcertificatebyid 1'
            printf '%s\n' \
                '@jobs'
        case '/setclientcertificatebyid 2'
            printf '%s\n' \
                '1' \
                '2' \
                'CURRENT_USER' \
                'LOCAL_MACHINE'
        case '/setclientcertificatebyid 3'
            printf '%s\n' \
                'MY' \
                'CA' \
                'ROOT' \
                'SPC'
        case '/setclientcertificatebyname 1'
            printf '%s\n' \
                '@jobs'
        case '/setclientcertificatebyname 2'
            printf '%s\n' \
                '1' \
                '2' \
                'CURRENT_USER' \
                'LOCAL_MACHINE'
        case '/setclientcertificatebyname 3'
            printf '%s\n' \
                'MY' \
                'CA' \
                'ROOT' \
                'SPC'
        case '/removeclientcertificate 1'
            printf '%s\n' \
                '@jobs'
        case '/getreplyfilename 1'
            printf '%s\n' \
                '@jobs'
        case '/setreplyfilename 1'
            printf '%s\n' \
                '@jobs'
        case '/setreplyfilename 2'
            printf '%s\n' \
                '@files'
        case '/getreplyprogress 1'
            printf '%s\n' \
                '@jobs'
        case '/getreplydata 1'
            printf '%s\n' \
                '@jobs'
        case '/sethelpertoken 1'
            printf '%s\n' \
                '@jobs'
        case '/sethelpertokenflags 1'
            printf '%s\n' \
                '@jobs'
        case '/gethelpertokenflags 1'
            printf '%s\n' \
                '@jobs'
        case '/gethelpertokensid 1'
            printf '%s\n' \
                '@jobs'
        case '/gettype 1'
            printf '%s\n' \
                '@jobs'
        case '/getstate 1'
            printf '%s\n' \
                '@jobs'
        case '/getdisplayname 1'
            printf '%s\n' \
                '@jobs'
        case '/getdescription 1'
            printf '%s\n' \
                '@jobs'
        case '/getpriority 1'
            printf '%s\n' \
                '@jobs'
        case '/getminretrydelay 1'
            printf '%s\n' \
                '@jobs'
        case '/getnoprogresstimeout 1'
            printf '%s\n' \
                '@jobs'
        case '/getmaxdownloadtime 1'
            printf '%s\n' \
                '@jobs'
        case '/gethttpmethod 1'
            printf '%s\n' \
                '@jobs'
        case '/getsecurityflags 1'
            printf '%s\n' \
                '@jobs'
        case '/getcustomheaders 1'
            printf '%s\n' \
                '@jobs'
        case '/getclientcertificate 1'
            printf '%s\n' \
                '@jobs'
        case '/getproxyusage 1'
            printf '%s\n' \
                '@jobs'
        case '/getproxylist 1'
            printf '%s\n' \
                '@jobs'
        case '/getproxybypasslist 1'
            printf '%s\n' \
                '@jobs'
        case '/getnotifyflags 1'
            printf '%s\n' \
                '@jobs'
        case '/getnotifycmdline 1'
            printf '%s\n' \
                '@jobs'
        case '/getaclflags 1'
            printf '%s\n' \
                '@jobs'
        case '/getpeercachingflags 1'
            printf '%s\n' \
                '@jobs'
        case '/getowner 1'
            printf '%s\n' \
                '@jobs'
        case '/getcreationtime 1'
            printf '%s\n' \
                '@jobs'
        case '/getmodificationtime 1'
            printf '%s\n' \
                '@jobs'
        case '/getcompletiontime 1'
            printf '%s\n' \
                '@jobs'
        case '/getbytestotal 1'
            printf '%s\n' \
                '@jobs'
        case '/getbytestransferred 1'
            printf '%s\n' \
                '@jobs'
        case '/getfilestotal 1'
            printf '%s\n' \
                '@jobs'
        case '/getfilestransferred 1'
            printf '%s\n' \
                '@jobs'
        case '/geterror 1'
            printf '%s\n' \
                '@jobs'
        case '/geterrorcount 1'
            printf '%s\n' \
                '@jobs'
        case '/setdisplayname 1'
            printf '%s\n' \
                '@jobs'
        case '/setdescription 1'
            printf '%s\n' \
                '@jobs'
        case '/setpriority 1'
            printf '%s\n' \
                '@jobs'
        case '/setpriority 2'
            printf '%s\n' \
                'foreground' \
                'high' \
                'normal' \
                'low'
        case '/setminretrydelay 1'
            printf '%s\n' \
                '@jobs'
        case '/setnoprogresstimeout 1'
            printf '%s\n' \
                '@jobs'
        case '/setmaxdownloadtime 1'
            printf '%s\n' \
                '@jobs'
        case '/sethttpmethod 1'
            printf '%s\n' \
                '@jobs'
        case '/setsecurityflags 1'
            printf '%s\n' \
                '@jobs'
        case '/setnotifyflags 1'
            printf '%s\n' \
                '@jobs'
        case '/setaclflags 1'
            printf '%s\n' \
                '@jobs'
        case '/setpeercachingflags 1'
            printf '%s\n' \
                '@jobs'
        case '/util /version -'
            printf '%s\n' \
                '/verbose'\t'Files, daemon and policies too, with their origin.'
        case '/util /version /verbose'
            printf '%s\n' \
                '@flag'
        case '/util /repairservice -'
            printf '%s\n' \
                '/force'\t'Stop the daemon first, so that nothing is in use.'
        case '/util /repairservice /force'
            printf '%s\n' \
                '@flag'
        case '/util /getieproxy -'
            printf '%s\n' \
                '/conn'\t'Of one network interface, instead of all (LAN).'
        case '/util /getieproxy /conn'
            printf '%s\n' \
                '@free'
        case '/util /getieproxy 1'
            printf '%s\n' \
                'LOCALSYSTEM' \
                'NETWORKSERVICE' \
                'LOCALSERVICE' \
                'ME'
        case '/util /setieproxy -'
            printf '%s\n' \
                '/conn'\t'Of one network interface, instead of all (LAN).'
        case '/util /setieproxy /conn'
            printf '%s\n' \
                '@free'
        case '/util /setieproxy 1'
            printf '%s\n' \
                'LOCALSYSTEM' \
                'NETWORKSERVICE' \
                'LOCALSERVICE' \
                'ME'
        case '/util /setieproxy 2'
            printf '%s\n' \
                'NO_PROXY' \
                'AUTODETECT' \
                'MANUAL_PROXY' \
                'AUTOSCRIPT' \
                'RESET'
        case '/util /setieproxy +'
            printf '%s\n' \
                '@free'
        case '/util /enableanalyticchannel -'
            printf '%s\n'
        case '/util /enableanalyticchannel 1'
            printf '%s\n' \
                'TRUE' \
                'FALSE'
        case '/cache /list -'
            printf '%s\n' \
                '/verbose'\t'With every detail.'
        case '/cache /list /verbose'
            printf '%s\n' \
                '@flag'
        case '/cache /info -'
            printf '%s\n' \
                '/verbose'\t'With every detail.'
        case '/cache /info /verbose'
            printf '%s\n' \
                '@flag'
        case '*'
            return 1
    end
end

function __bitsadmin_complete
    set -l before (commandline -opc)[2..-1]
    set -l typed (string replace -r '^["\'\\\\]+' '' -- (commandline -ct))
    set -l verb .
    set -l slash
    set -l pending
    set -l number 1
    set -l answer
    set -l first $before[1] $typed
    if test bitsadmin = bitsadmin; or string match -q '/*' -- $first[1]
        set verb /
        set slash 1
    end
    for word in $before
        test -n "$slash"; and set word (string lower -- $word)
        if test -n "$pending"
            set pending
        else if string match -qr '^[-/]' -- $word; and set -l found (__bitsadmin_at "$verb $word")
            test "$found" = @flag; or set pending "$verb $word"
        else if test -z "$slash"; and string match -qr '^-' -- $word
            continue
        else if contains -- $verb . /
            set verb $word
        else if test $number = 1; and __bitsadmin_at $verb >/dev/null
            set verb "$verb $word"
        else if __bitsadmin_at "$verb $number $word" >/dev/null
            set verb "$verb $number $word"
            set number 1
        else
            set number (math $number + 1)
        end
    end
    if test -n "$pending"
        set answer (__bitsadmin_at $pending)
    else if test -z "$slash"; and string match -qr -- '^--.*=' $typed
        set -l option (string replace -r '=.*' '' -- $typed)
        for word in (__bitsadmin_at "$verb $option")
            string match -qr '^@' -- $word; or echo "$option=$word"
        end
        return
    else
        test $number = 1; and set answer (__bitsadmin_at $verb)
        test -n "$answer"; or set answer (__bitsadmin_at "$verb $number")
        test -n "$answer"; or set answer (__bitsadmin_at "$verb +")
        if test -n "$slash"
            __bitsadmin_at "$verb -" | __bitsadmin_case $typed
        else if string match -qr '^-' -- $typed
            __bitsadmin_at "$verb -"
            __bitsadmin_at --
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
                printf '%s\n' $answer | __bitsadmin_case $typed
            else
                printf '%s\n' $answer
            end
    end
end

# bitsadmin's words are the same in either case: they follow what was typed.
function __bitsadmin_case
    set -l typed "$argv"
    while read -l line
        set -l parts (string split -m 1 \t -- $line)
        test "$typed" = (string lower -- $typed); or set parts[1] (string upper -- $parts[1])
        string join \t -- $parts
    end
end

complete -c bitsadmin -f -a '(__bitsadmin_complete)'
