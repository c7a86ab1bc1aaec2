# fish completion for pybits, made from the catalogue of its verbs.

# What may stand at a place of a command line; each word with its description.
function __pybits_at
    switch $argv[1]
        case '.'
            printf '%s\n' \
                'create'\t'Make a job; it is SUSPENDED and empty.' \
                'addfile'\t'Add a file to a job: where from, where to.' \
                'addfileset'\t'Add the files that a text file lists.' \
                'addmetalink'\t'Add the files that a Metalink file (.meta4) lists.' \
                'addfilewithranges'\t'Add a file of which only some bytes are wanted.' \
                'requestranges'\t'Ask for ranges of a file that is fetched on demand.' \
                'resume'\t'Start jobs, or try them again at once.' \
                'suspend'\t'Stop jobs; what they have is kept.' \
                'complete'\t'Give the transferred files their names; ends jobs.' \
                'cancel'\t'Drop jobs and what they transferred so far.' \
                'reset'\t'Cancel every job that you own, or those that you choose.' \
                'transfer'\t'All in one: create, add, resume, wait, complete.' \
                'wait'\t'Wait until jobs are TRANSFERRED, in ERROR or gone.' \
                'list'\t'List your jobs, oldest first.' \
                'info'\t'Show a job, and why it does or does not move.' \
                'listfiles'\t'List the files of a job with their progress.' \
                'history'\t'Show what happened to a job, and when.' \
                'monitor'\t'Show all jobs, again and again, until Ctrl-C.' \
                'getfilledranges'\t'Print which ranges of a file are here.' \
                'gettemporaryname'\t'Print where a file\'s bytes are until the job is complete.' \
                'getvalidationstate'\t'Print whether a file was declared valid.' \
                'setvalidationstate'\t'Declare a file that is wholly here valid, or not.' \
                'getpeerstats'\t'Print how much of a file came from the server and from peers.' \
                'get'\t'Print properties of a job; all if none is named.' \
                'set'\t'Change a property of a job.' \
                'setnotifycmdline'\t'Choose the program that is run when a job ends or fails.' \
                'notify'\t'Run a job\'s notify command now, to try it out.' \
                'seturlcmdline'\t'Choose the program that gives fresh URLs for refused ones.' \
                'getnotifyinterface'\t'Print whether a program\'s interface is registered.' \
                'takeownership'\t'Become the owner of a job (administrator).' \
                'setcustomheaders'\t'Replace the headers that are sent with each request.' \
                'makecustomheaderswriteonly'\t'Hide the headers for good; they are still sent.' \
                'setproxysettings'\t'Choose the proxy of a job.' \
                'replaceremoteprefix'\t'Fetch files from another place: change how URLs begin.' \
                'setcredentials'\t'Keep a user name and password for a server or proxy.' \
                'removecredentials'\t'Forget a user name and password.' \
                'setclientcertificatebyid'\t'Choose a client certificate by its SHA-1 hash.' \
                'setclientcertificatebyname'\t'Choose a client certificate by its subject.' \
                'setclientcertificate'\t'Take a client certificate and its key from files.' \
                'removeclientcertificate'\t'Show no client certificate any more.' \
                'getreplyfilename'\t'Print where the reply to an upload goes.' \
                'setreplyfilename'\t'Choose where the reply to an upload goes.' \
                'getreplyprogress'\t'Print how many bytes of the reply are here, and of how many.' \
                'getreplydata'\t'Print the reply to an upload as a hex dump.' \
                'sethelpertoken'\t'Give a job a second log-on (Windows only).' \
                'sethelpertokenflags'\t'Choose what the second log-on is for (Windows only).' \
                'gethelpertokenflags'\t'Print what the second log-on is for (Windows only).' \
                'gethelpertokensid'\t'Print whose the second log-on is (Windows only).' \
                'gettype'\t'Print the type of a job.' \
                'getstate'\t'Print the state of a job.' \
                'getdisplayname'\t'Print the display name of a job.' \
                'getdescription'\t'Print the description of a job.' \
                'getpriority'\t'Print the priority of a job.' \
                'getminretrydelay'\t'Print the minimum retry delay of a job.' \
                'getnoprogresstimeout'\t'Print the no-progress timeout of a job.' \
                'getmaxdownloadtime'\t'Print the maximum download time of a job.' \
                'gethttpmethod'\t'Print the HTTP method of a job.' \
                'getsecurityflags'\t'Print the security flags of a job.' \
                'getuploadwith'\t'Print the way of uploading of a job.' \
                'getcustomheaders'\t'Print the custom headers of a job.' \
                'getclientcertificate'\t'Print the client certificate of a job.' \
                'getproxyusage'\t'Print the proxy usage of a job.' \
                'getproxylist'\t'Print the proxy list of a job.' \
                'getproxybypasslist'\t'Print the proxy bypass list of a job.' \
                'getnotifyflags'\t'Print the notify flags of a job.' \
                'getnotifycmdline'\t'Print the notify command line of a job.' \
                'geturlcmdline'\t'Print the URL command line of a job.' \
                'getaclflags'\t'Print the ACL flags of a job.' \
                'getpeercachingflags'\t'Print the peercaching flags of a job.' \
                'getdynamiccontent'\t'Print the dynamic content mode of a job.' \
                'gethighperformance'\t'Print the high performance mode of a job.' \
                'getondemand'\t'Print the on-demand mode of a job.' \
                'getmaxdownloadsize'\t'Print the maximum download size of a job.' \
                'getautocomplete'\t'Print the automatic completion of a job.' \
                'getcheckdigests'\t'Print the digest check of a job.' \
                'getbandwidth'\t'Print the bandwidth of a job.' \
                'getconnections'\t'Print the connections of a job.' \
                'gettransferpolicy'\t'Print the transfer policy of a job.' \
                'getowner'\t'Print the owner of a job.' \
                'getcreationtime'\t'Print the creation time of a job.' \
                'getmodificationtime'\t'Print the modification time of a job.' \
                'getcompletiontime'\t'Print the completion time of a job.' \
                'getbytestotal'\t'Print the size of a job.' \
                'getbytestransferred'\t'Print the bytes transferred of a job.' \
                'getfilestotal'\t'Print the number of files of a job.' \
                'getfilestransferred'\t'Print the number of files transferred of a job.' \
                'geterror'\t'Print the error of a job.' \
                'geterrorcount'\t'Print the error count of a job.' \
                'setdisplayname'\t'Change the display name of a job.' \
                'setdescription'\t'Change the description of a job.' \
                'setpriority'\t'Change the priority of a job.' \
                'setminretrydelay'\t'Change the minimum retry delay of a job.' \
                'setnoprogresstimeout'\t'Change the no-progress timeout of a job.' \
                'setmaxdownloadtime'\t'Change the maximum download time of a job.' \
                'sethttpmethod'\t'Change the HTTP method of a job.' \
                'setsecurityflags'\t'Change the security flags of a job.' \
                'setuploadwith'\t'Change the way of uploading of a job.' \
                'setnotifyflags'\t'Change the notify flags of a job.' \
                'setaclflags'\t'Change the ACL flags of a job.' \
                'setpeercachingflags'\t'Change the peercaching flags of a job.' \
                'setdynamiccontent'\t'Change the dynamic content mode of a job.' \
                'sethighperformance'\t'Change the high performance mode of a job.' \
                'setondemand'\t'Change the on-demand mode of a job.' \
                'setmaxdownloadsize'\t'Change the maximum download size of a job.' \
                'setautocomplete'\t'Change the automatic completion of a job.' \
                'setcheckdigests'\t'Change the digest check of a job.' \
                'setbandwidth'\t'Change the bandwidth of a job.' \
                'setconnections'\t'Change the connections of a job.' \
                'settransferpolicy'\t'Change the transfer policy of a job.' \
                'policy'\t'What an administrator allows to jobs.' \
                'daemon'\t'The program that moves the bytes.' \
                'completion'\t'Print what makes a shell complete words.' \
                'doctor'\t'Find out what is wrong, and mend it.' \
                'util'\t'What pybits stands on.' \
                'cache'\t'Settings of the peer cache, which there is not.' \
                'peers'\t'Peers, which there are not.' \
                'peercaching'\t'Whether peers would be used.' \
                'help'\t'Show the help of a verb.'
        case 'policy'
            printf '%s\n' \
                'show'\t'Show each policy, its value and where it comes from.' \
                'check'\t'Look for mistakes in a policy file.' \
                'set'\t'Change one policy (administrator).' \
                'unset'\t'Go back to the default of one policy (administrator).'
        case 'daemon'
            printf '%s\n' \
                'run'\t'Be the daemon, in the foreground.' \
                'start'\t'Start the daemon in the background.' \
                'stop'\t'Stop the daemon; jobs wait for the next one.' \
                'status'\t'Tell whether the daemon runs (exit status 1: it does not).' \
                'install'\t'Make the daemon a service that starts with your session.' \
                'uninstall'\t'Undo what daemon install did.'
        case 'util'
            printf '%s\n' \
                'version'\t'Print the versions of pybits and its parts.' \
                'repairservice'\t'Find out what is wrong, and mend it.' \
                'getieproxy'\t'Print the default proxy.' \
                'setieproxy'\t'Choose the default proxy.' \
                'enableanalyticchannel'\t'Turn the daemon\'s event log on or off.' \
                'events'\t'Show the daemon\'s event log, and where it is.' \
                'setup'\t'Make the machine\'s folder (root).'
        case 'cache'
            printf '%s\n' \
                'clear'\t'Empty the peer cache.' \
                'delete'\t'Delete a record of the peer cache.' \
                'deleteurl'\t'Delete what the peer cache has of a URL.' \
                'list'\t'List the peer cache.' \
                'info'\t'Show a record of the peer cache.' \
                'getlimit'\t'Print the limit of the peer cache.' \
                'setlimit'\t'Change the limit of the peer cache (administrator).' \
                'getexpirationtime'\t'Print the expiration time.' \
                'setexpirationtime'\t'Change the expiration time (administrator).'
        case 'peers'
            printf '%s\n' \
                'discover'\t'Look for peers.' \
                'clear'\t'Forget the peers.' \
                'list'\t'List the peers.'
        case 'peercaching'
            printf '%s\n' \
                'getconfigurationflags'\t'Print the configuration flags.' \
                'setconfigurationflags'\t'Change the configuration flags (administrator).'
        case 'help'
            printf '%s\n' \
                'create'\t'Make a job; it is SUSPENDED and empty.' \
                'addfile'\t'Add a file to a job: where from, where to.' \
                'addfileset'\t'Add the files that a text file lists.' \
                'addmetalink'\t'Add the files that a Metalink file (.meta4) lists.' \
                'addfilewithranges'\t'Add a file of which only some bytes are wanted.' \
                'requestranges'\t'Ask for ranges of a file that is fetched on demand.' \
                'resume'\t'Start jobs, or try them again at once.' \
                'suspend'\t'Stop jobs; what they have is kept.' \
                'complete'\t'Give the transferred files their names; ends jobs.' \
                'cancel'\t'Drop jobs and what they transferred so far.' \
                'reset'\t'Cancel every job that you own, or those that you choose.' \
                'transfer'\t'All in one: create, add, resume, wait, complete.' \
                'wait'\t'Wait until jobs are TRANSFERRED, in ERROR or gone.' \
                'list'\t'List your jobs, oldest first.' \
                'info'\t'Show a job, and why it does or does not move.' \
                'listfiles'\t'List the files of a job with their progress.' \
                'history'\t'Show what happened to a job, and when.' \
                'monitor'\t'Show all jobs, again and again, until Ctrl-C.' \
                'getfilledranges'\t'Print which ranges of a file are here.' \
                'gettemporaryname'\t'Print where a file\'s bytes are until the job is complete.' \
                'getvalidationstate'\t'Print whether a file was declared valid.' \
                'setvalidationstate'\t'Declare a file that is wholly here valid, or not.' \
                'getpeerstats'\t'Print how much of a file came from the server and from peers.' \
                'get'\t'Print properties of a job; all if none is named.' \
                'set'\t'Change a property of a job.' \
                'setnotifycmdline'\t'Choose the program that is run when a job ends or fails.' \
                'notify'\t'Run a job\'s notify command now, to try it out.' \
                'seturlcmdline'\t'Choose the program that gives fresh URLs for refused ones.' \
                'getnotifyinterface'\t'Print whether a program\'s interface is registered.' \
                'takeownership'\t'Become the owner of a job (administrator).' \
                'setcustomheaders'\t'Replace the headers that are sent with each request.' \
                'makecustomheaderswriteonly'\t'Hide the headers for good; they are still sent.' \
                'setproxysettings'\t'Choose the proxy of a job.' \
                'replaceremoteprefix'\t'Fetch files from another place: change how URLs begin.' \
                'setcredentials'\t'Keep a user name and password for a server or proxy.' \
                'removecredentials'\t'Forget a user name and password.' \
                'setclientcertificatebyid'\t'Choose a client certificate by its SHA-1 hash.' \
                'setclientcertificatebyname'\t'Choose a client certificate by its subject.' \
                'setclientcertificate'\t'Take a client certificate and its key from files.' \
                'removeclientcertificate'\t'Show no client certificate any more.' \
                'getreplyfilename'\t'Print where the reply to an upload goes.' \
                'setreplyfilename'\t'Choose where the reply to an upload goes.' \
                'getreplyprogress'\t'Print how many bytes of the reply are here, and of how many.' \
                'getreplydata'\t'Print the reply to an upload as a hex dump.' \
                'sethelpertoken'\t'Give a job a second log-on (Windows only).' \
                'sethelpertokenflags'\t'Choose what the second log-on is for (Windows only).' \
                'gethelpertokenflags'\t'Print what the second log-on is for (Windows only).' \
                'gethelpertokensid'\t'Print whose the second log-on is (Windows only).' \
                'gettype'\t'Print the type of a job.' \
                'getstate'\t'Print the state of a job.' \
                'getdisplayname'\t'Print the display name of a job.' \
                'getdescription'\t'Print the description of a job.' \
                'getpriority'\t'Print the priority of a job.' \
                'getminretrydelay'\t'Print the minimum retry delay of a job.' \
                'getnoprogresstimeout'\t'Print the no-progress timeout of a job.' \
                'getmaxdownloadtime'\t'Print the maximum download time of a job.' \
                'gethttpmethod'\t'Print the HTTP method of a job.' \
                'getsecurityflags'\t'Print the security flags of a job.' \
                'getuploadwith'\t'Print the way of uploading of a job.' \
                'getcustomheaders'\t'Print the custom headers of a job.' \
                'getclientcertificate'\t'Print the client certificate of a job.' \
                'getproxyusage'\t'Print the proxy usage of a job.' \
                'getproxylist'\t'Print the proxy list of a job.' \
                'getproxybypasslist'\t'Print the proxy bypass list of a job.' \
                'getnotifyflags'\t'Print the notify flags of a job.' \
                'getnotifycmdline'\t'Print the notify command line of a job.' \
                'geturlcmdline'\t'Print the URL command line of a job.' \
                'getaclflags'\t'Print the ACL flags of a job.' \
                'getpeercachingflags'\t'Print the peercaching flags of a job.' \
                'getdynamiccontent'\t'Print the dynamic content mode of a job.' \
                'gethighperformance'\t'Print the high performance mode of a job.' \
                'getondemand'\t'Print the on-demand mode of a job.' \
                'getmaxdownloadsize'\t'Print the maximum download size of a job.' \
                'getautocomplete'\t'Print the automatic completion of a job.' \
                'getcheckdigests'\t'Print the digest check of a job.' \
                'getbandwidth'\t'Print the bandwidth of a job.' \
                'getconnections'\t'Print the connections of a job.' \
                'gettransferpolicy'\t'Print the transfer policy of a job.' \
                'getowner'\t'Print the owner of a job.' \
                'getcreationtime'\t'Print the creation time of a job.' \
                'getmodificationtime'\t'Print the modification time of a job.' \
                'getcompletiontime'\t'Print the completion time of a job.' \
                'getbytestotal'\t'Print the size of a job.' \
                'getbytestransferred'\t'Print the bytes transferred of a job.' \
                'getfilestotal'\t'Print the number of files of a job.' \
                'getfilestransferred'\t'Print the number of files transferred of a job.' \
                'geterror'\t'Print the error of a job.' \
                'geterrorcount'\t'Print the error count of a job.' \
                'setdisplayname'\t'Change the display name of a job.' \
                'setdescription'\t'Change the description of a job.' \
                'setpriority'\t'Change the priority of a job.' \
                'setminretrydelay'\t'Change the minimum retry delay of a job.' \
                'setnoprogresstimeout'\t'Change the no-progress timeout of a job.' \
                'setmaxdownloadtime'\t'Change the maximum download time of a job.' \
                'sethttpmethod'\t'Change the HTTP method of a job.' \
                'setsecurityflags'\t'Change the security flags of a job.' \
                'setuploadwith'\t'Change the way of uploading of a job.' \
                'setnotifyflags'\t'Change the notify flags of a job.' \
                'setaclflags'\t'Change the ACL flags of a job.' \
                'setpeercachingflags'\t'Change the peercaching flags of a job.' \
                'setdynamiccontent'\t'Change the dynamic content mode of a job.' \
                'sethighperformance'\t'Change the high performance mode of a job.' \
                'setondemand'\t'Change the on-demand mode of a job.' \
                'setmaxdownloadsize'\t'Change the maximum download size of a job.' \
                'setautocomplete'\t'Change the automatic completion of a job.' \
                'setcheckdigests'\t'Change the digest check of a job.' \
                'setbandwidth'\t'Change the bandwidth of a job.' \
                'setconnections'\t'Change the connections of a job.' \
                'settransferpolicy'\t'Change the transfer policy of a job.' \
                'policy'\t'What an administrator allows to jobs.' \
                'daemon'\t'The program that moves the bytes.' \
                'completion'\t'Print what makes a shell complete words.' \
                'doctor'\t'Find out what is wrong, and mend it.' \
                'util'\t'What pybits stands on.' \
                'cache'\t'Settings of the peer cache, which there is not.' \
                'peers'\t'Peers, which there are not.' \
                'peercaching'\t'Whether peers would be used.'
        case '--'
            printf '%s\n' \
                '--json'\t'Print JSON, one object a line.' \
                '--raw'\t'Print the bare value.' \
                '--quiet'\t'Print results and errors only.' \
                '--help'\t'Show this text.'
        case '. -'
            printf '%s\n' \
                '--version'\t'Print the version.'
        case 'create -'
            printf '%s\n' \
                '--type'\t'download (default), upload or upload-reply.' \
                '--upload-with'\t'bits (default), or put: plain PUT, tus where offered.' \
                '--property'\t'PROPERTY=VALUE, of the job; may be repeated.' \
                '--header'\t'Sent with each request: \'Name: value\'; may be repeated.' \
                '--netrc'\t'Name and password for the server are in ~/.netrc.'
        case 'create --type'
            printf '%s\n' \
                'download' \
                'upload' \
                'upload-reply'
        case 'create --upload-with'
            printf '%s\n' \
                'bits' \
                'put'
        case 'create --property'
            printf '%s\n' \
                'priority=foreground' \
                'priority=high' \
                'priority=normal' \
                'priority=low' \
                'uploadwith=bits' \
                'uploadwith=put' \
                'dynamiccontent=true' \
                'dynamiccontent=false' \
                'highperformance=true' \
                'highperformance=false' \
                'ondemand=true' \
                'ondemand=false' \
                'autocomplete=true' \
                'autocomplete=false' \
                'checkdigests=true' \
                'checkdigests=false' \
                'bandwidth=auto' \
                'bandwidth=polite' \
                'bandwidth=full' \
                'connections=auto' \
                'transferpolicy=default' \
                'transferpolicy=always' \
                'transferpolicy=not-roaming' \
                'transferpolicy=no-surcharge' \
                'transferpolicy=standard' \
                'transferpolicy=unrestricted'
        case 'create -p'
            printf '%s\n' \
                'priority=foreground' \
                'priority=high' \
                'priority=normal' \
                'priority=low' \
                'uploadwith=bits' \
                'uploadwith=put' \
                'dynamiccontent=true' \
                'dynamiccontent=false' \
                'highperformance=true' \
                'highperformance=false' \
                'ondemand=true' \
                'ondemand=false' \
                'autocomplete=true' \
                'autocomplete=false' \
                'checkdigests=true' \
                'checkdigests=false' \
                'bandwidth=auto' \
                'bandwidth=polite' \
                'bandwidth=full' \
                'connections=auto' \
                'transferpolicy=default' \
                'transferpolicy=always' \
                'transferpolicy=not-roaming' \
                'transferpolicy=no-surcharge' \
                'transferpolicy=standard' \
                'transferpolicy=unrestricted'
        case 'create --header'
            printf '%s\n' \
                '@free'
        case 'create -H'
            printf '%s\n' \
                '@free'
        case 'create --netrc'
            printf '%s\n' \
                '@flag'
        case 'addfile -'
            printf '%s\n' \
                '--checksum'\t'What the file must have: sha256:HEX.' \
                '--mirror'\t'Another source, tried when one fails; may be repeated.' \
                '--if-exists'\t'Of the destination: replace (default), skip, refuse or rename.' \
                '--reuse'\t'Take the job that fetches this already, if there is one.'
        case 'addfile --checksum'
            printf '%s\n' \
                '@free'
        case 'addfile --mirror'
            printf '%s\n' \
                '@free'
        case 'addfile --if-exists'
            printf '%s\n' \
                'replace' \
                'skip' \
                'refuse' \
                'rename'
        case 'addfile --reuse'
            printf '%s\n' \
                '@flag'
        case 'addfile 1'
            printf '%s\n' \
                '@jobs'
        case 'addfile 3'
            printf '%s\n' \
                '@files'
        case 'addfileset -'
            printf '%s\n' \
                '--sums'\t'Their checksums, as sha256sum prints them.' \
                '--if-exists'\t'Of the destination: replace (default), skip, refuse or rename.'
        case 'addfileset --sums'
            printf '%s\n' \
                '@free'
        case 'addfileset --if-exists'
            printf '%s\n' \
                'replace' \
                'skip' \
                'refuse' \
                'rename'
        case 'addfileset 1'
            printf '%s\n' \
                '@jobs'
        case 'addfileset 2'
            printf '%s\n' \
                '@files'
        case 'addmetalink -'
            printf '%s\n' \
                '--if-exists'\t'Of the destination: replace (default), skip, refuse or rename.'
        case 'addmetalink --if-exists'
            printf '%s\n' \
                'replace' \
                'skip' \
                'refuse' \
                'rename'
        case 'addmetalink 1'
            printf '%s\n' \
                '@jobs'
        case 'addmetalink 2'
            printf '%s\n' \
                '@files'
        case 'addfilewithranges -'
            printf '%s\n' \
                '--checksum'\t'What the file must have: sha256:HEX.'
        case 'addfilewithranges --checksum'
            printf '%s\n' \
                '@free'
        case 'addfilewithranges 1'
            printf '%s\n' \
                '@jobs'
        case 'addfilewithranges 3'
            printf '%s\n' \
                '@files'
        case 'requestranges -'
            printf '%s\n' \
                '--instead'\t'Instead of those that were asked for and are not here.'
        case 'requestranges --instead'
            printf '%s\n' \
                '@flag'
        case 'requestranges 1'
            printf '%s\n' \
                '@jobs'
        case 'resume +'
            printf '%s\n' \
                '@jobs'
        case 'suspend +'
            printf '%s\n' \
                '@jobs'
        case 'complete +'
            printf '%s\n' \
                '@jobs'
        case 'cancel +'
            printf '%s\n' \
                '@jobs'
        case 'reset -'
            printf '%s\n' \
                '--all-users'\t'Everybody\'s jobs (administrator).' \
                '--yes'\t'Do not ask (nothing is asked when stdin is not a terminal).' \
                '--state'\t'Only jobs in these states, with commas between.' \
                '--name'\t'Only jobs whose name is like this: * for any text, ? for a letter.' \
                '--older'\t'Only jobs made longer ago than this: 90 (seconds), 30m, 12h, 7d.' \
                '--dry-run'\t'List the jobs, and cancel none.'
        case 'reset --all-users'
            printf '%s\n' \
                '@flag'
        case 'reset --yes'
            printf '%s\n' \
                '@flag'
        case 'reset --state'
            printf '%s\n' \
                'queued' \
                'connecting' \
                'transferring' \
                'suspended' \
                'error' \
                'transient_error' \
                'transferred'
        case 'reset --name'
            printf '%s\n' \
                '@free'
        case 'reset --older'
            printf '%s\n' \
                '@free'
        case 'reset --dry-run'
            printf '%s\n' \
                '@flag'
        case 'transfer -'
            printf '%s\n' \
                '--type'\t'download (default) or upload.' \
                '--upload-with'\t'bits (default), or put: plain PUT, tus where offered.' \
                '--priority'\t'foreground, high, normal (default) or low.' \
                '--acl-flags'\t'Of local sources: letters of OGDS.' \
                '--checksum'\t'What the file must have: sha256:HEX.' \
                '--mirror'\t'Another source, tried when one fails; may be repeated.' \
                '--if-exists'\t'Of the destination: replace (default), skip, refuse or rename.' \
                '--reuse'\t'Take the job that fetches this already, if there is one.' \
                '--connections'\t'For a large file: 1 to 64, or auto; in the foreground.' \
                '--dynamic'\t'The server makes the files anew each time.' \
                '--property'\t'PROPERTY=VALUE, of the job; may be repeated.' \
                '--header'\t'Sent with each request: \'Name: value\'; may be repeated.' \
                '--netrc'\t'Name and password for the server are in ~/.netrc.'
        case 'transfer --type'
            printf '%s\n' \
                'download' \
                'upload'
        case 'transfer --upload-with'
            printf '%s\n' \
                'bits' \
                'put'
        case 'transfer --priority'
            printf '%s\n' \
                'foreground' \
                'high' \
                'normal' \
                'low'
        case 'transfer --acl-flags'
            printf '%s\n' \
                '@free'
        case 'transfer --checksum'
            printf '%s\n' \
                '@free'
        case 'transfer --mirror'
            printf '%s\n' \
                '@free'
        case 'transfer --if-exists'
            printf '%s\n' \
                'replace' \
                'skip' \
                'refuse' \
                'rename'
        case 'transfer --reuse'
            printf '%s\n' \
                '@flag'
        case 'transfer --connections'
            printf '%s\n' \
                '@free'
        case 'transfer --dynamic'
            printf '%s\n' \
                '@flag'
        case 'transfer --property'
            printf '%s\n' \
                'priority=foreground' \
                'priority=high' \
                'priority=normal' \
                'priority=low' \
                'uploadwith=bits' \
                'uploadwith=put' \
                'dynamiccontent=true' \
                'dynamiccontent=false' \
                'highperformance=true' \
                'highperformance=false' \
                'ondemand=true' \
                'ondemand=false' \
                'autocomplete=true' \
                'autocomplete=false' \
                'checkdigests=true' \
                'checkdigests=false' \
                'bandwidth=auto' \
                'bandwidth=polite' \
                'bandwidth=full' \
                'connections=auto' \
                'transferpolicy=default' \
                'transferpolicy=always' \
                'transferpolicy=not-roaming' \
                'transferpolicy=no-surcharge' \
                'transferpolicy=standard' \
                'transferpolicy=unrestricted'
        case 'transfer -p'
            printf '%s\n' \
                'priority=foreground' \
                'priority=high' \
                'priority=normal' \
                'priority=low' \
                'uploadwith=bits' \
                'uploadwith=put' \
                'dynamiccontent=true' \
                'dynamiccontent=false' \
                'highperformance=true' \
                'highperformance=false' \
                'ondemand=true' \
                'ondemand=false' \
                'autocomplete=true' \
                'autocomplete=false' \
                'checkdigests=true' \
                'checkdigests=false' \
                'bandwidth=auto' \
                'bandwidth=polite' \
                'bandwidth=full' \
                'connections=auto' \
                'transferpolicy=default' \
                'transferpolicy=always' \
                'transferpolicy=not-roaming' \
                'transferpolicy=no-surcharge' \
                'transferpolicy=standard' \
                'transferpolicy=unrestricted'
        case 'transfer --header'
            printf '%s\n' \
                '@free'
        case 'transfer -H'
            printf '%s\n' \
                '@free'
        case 'transfer --netrc'
            printf '%s\n' \
                '@flag'
        case 'transfer 1'
            printf '%s\n' \
                '@free'
        case 'transfer +'
            printf '%s\n' \
                '@files'
        case 'wait -'
            printf '%s\n' \
                '--timeout'\t'Give up after so many seconds.'
        case 'wait --timeout'
            printf '%s\n' \
                '@free'
        case 'wait +'
            printf '%s\n' \
                '@jobs'
        case 'list -'
            printf '%s\n' \
                '--all-users'\t'Everybody\'s jobs (administrator).' \
                '--verbose'\t'Every property and every file.' \
                '--state'\t'Only jobs in these states, with commas between.' \
                '--name'\t'Only jobs whose name is like this: * for any text, ? for a letter.' \
                '--older'\t'Only jobs made longer ago than this: 90 (seconds), 30m, 12h, 7d.' \
                '--sort'\t'In the order of this property.' \
                '--reverse'\t'The other way round: the newest first.' \
                '--limit'\t'No more than so many.' \
                '--format'\t'Print these {fields} instead, as in \'{guid} {state}\'.'
        case 'list --all-users'
            printf '%s\n' \
                '@flag'
        case 'list --verbose'
            printf '%s\n' \
                '@flag'
        case 'list -v'
            printf '%s\n' \
                '@flag'
        case 'list --state'
            printf '%s\n' \
                'queued' \
                'connecting' \
                'transferring' \
                'suspended' \
                'error' \
                'transient_error' \
                'transferred'
        case 'list --name'
            printf '%s\n' \
                '@free'
        case 'list --older'
            printf '%s\n' \
                '@free'
        case 'list --sort'
            printf '%s\n' \
                'type' \
                'state' \
                'displayname' \
                'description' \
                'priority' \
                'minretrydelay' \
                'noprogresstimeout' \
                'maxdownloadtime' \
                'httpmethod' \
                'securityflags' \
                'uploadwith' \
                'customheaders' \
                'clientcertificate' \
                'proxyusage' \
                'proxylist' \
                'proxybypasslist' \
                'notifyflags' \
                'notifycmdline' \
                'urlcmdline' \
                'aclflags' \
                'peercachingflags' \
                'dynamiccontent' \
                'highperformance' \
                'ondemand' \
                'maxdownloadsize' \
                'autocomplete' \
                'checkdigests' \
                'bandwidth' \
                'connections' \
                'transferpolicy' \
                'owner' \
                'creationtime' \
                'modificationtime' \
                'completiontime' \
                'bytestotal' \
                'bytestransferred' \
                'filestotal' \
                'filestransferred' \
                'error' \
                'errorcount'
        case 'list --reverse'
            printf '%s\n' \
                '@flag'
        case 'list --limit'
            printf '%s\n' \
                '@free'
        case 'list --format'
            printf '%s\n' \
                '@free'
        case 'info -'
            printf '%s\n' \
                '--verbose'\t'Every property and every file.' \
                '--format'\t'Print these {fields} instead, as in \'{guid} {state}\'.'
        case 'info --verbose'
            printf '%s\n' \
                '@flag'
        case 'info -v'
            printf '%s\n' \
                '@flag'
        case 'info --format'
            printf '%s\n' \
                '@free'
        case 'info 1'
            printf '%s\n' \
                '@jobs'
        case 'listfiles -'
            printf '%s\n' \
                '--format'\t'Print these {fields} instead, as in \'{guid} {state}\'.'
        case 'listfiles --format'
            printf '%s\n' \
                '@free'
        case 'listfiles 1'
            printf '%s\n' \
                '@jobs'
        case 'history 1'
            printf '%s\n' \
                '@jobs'
        case 'monitor -'
            printf '%s\n' \
                '--refresh'\t'Seconds between two looks (default 5).' \
                '--all-users'\t'Everybody\'s jobs (administrator).'
        case 'monitor --refresh'
            printf '%s\n' \
                '@free'
        case 'monitor --all-users'
            printf '%s\n' \
                '@flag'
        case 'getfilledranges 1'
            printf '%s\n' \
                '@jobs'
        case 'gettemporaryname 1'
            printf '%s\n' \
                '@jobs'
        case 'getvalidationstate 1'
            printf '%s\n' \
                '@jobs'
        case 'setvalidationstate 1'
            printf '%s\n' \
                '@jobs'
        case 'setvalidationstate 3'
            printf '%s\n' \
                'true' \
                'false'
        case 'getpeerstats 1'
            printf '%s\n' \
                '@jobs'
        case 'get 1'
            printf '%s\n' \
                '@jobs'
        case 'get +'
            printf '%s\n' \
                'type' \
                'state' \
                'displayname' \
                'description' \
                'priority' \
                'minretrydelay' \
                'noprogresstimeout' \
                'maxdownloadtime' \
                'httpmethod' \
                'securityflags' \
                'uploadwith' \
                'customheaders' \
                'clientcertificate' \
                'proxyusage' \
                'proxylist' \
                'proxybypasslist' \
                'notifyflags' \
                'notifycmdline' \
                'urlcmdline' \
                'aclflags' \
                'peercachingflags' \
                'dynamiccontent' \
                'highperformance' \
                'ondemand' \
                'maxdownloadsize' \
                'autocomplete' \
                'checkdigests' \
                'bandwidth' \
                'connections' \
                'transferpolicy' \
                'owner' \
                'creationtime' \
                'modificationtime' \
                'completiontime' \
                'bytestotal' \
                'bytestransferred' \
                'filestotal' \
                'filestransferred' \
                'error' \
                'errorcount'
        case 'set 2 priority'
            printf '%s\n' \
                'foreground' \
                'high' \
                'normal' \
                'low'
        case 'set 2 uploadwith'
            printf '%s\n' \
                'bits' \
                'put'
        case 'set 2 dynamiccontent'
            printf '%s\n' \
                'true' \
                'false'
        case 'set 2 highperformance'
            printf '%s\n' \
                'true' \
                'false'
        case 'set 2 ondemand'
            printf '%s\n' \
                'true' \
                'false'
        case 'set 2 autocomplete'
            printf '%s\n' \
                'true' \
                'false'
        case 'set 2 checkdigests'
            printf '%s\n' \
                'true' \
                'false'
        case 'set 2 bandwidth'
            printf '%s\n' \
                'auto' \
                'polite' \
                'full'
        case 'set 2 connections'
            printf '%s\n' \
                'auto'
        case 'set 2 transferpolicy'
            printf '%s\n' \
                'default' \
                'always' \
                'not-roaming' \
                'no-surcharge' \
                'standard' \
                'unrestricted'
        case 'set 1'
            printf '%s\n' \
                '@jobs'
        case 'set 2'
            printf '%s\n' \
                'displayname' \
                'description' \
                'priority' \
                'minretrydelay' \
                'noprogresstimeout' \
                'maxdownloadtime' \
                'httpmethod' \
                'securityflags' \
                'uploadwith' \
                'notifyflags' \
                'aclflags' \
                'peercachingflags' \
                'dynamiccontent' \
                'highperformance' \
                'ondemand' \
                'maxdownloadsize' \
                'autocomplete' \
                'checkdigests' \
                'bandwidth' \
                'connections' \
                'transferpolicy'
        case 'setnotifycmdline 1'
            printf '%s\n' \
                '@jobs'
        case 'setnotifycmdline 2'
            printf '%s\n' \
                '@files'
        case 'notify 1'
            printf '%s\n' \
                '@jobs'
        case 'seturlcmdline 1'
            printf '%s\n' \
                '@jobs'
        case 'seturlcmdline 2'
            printf '%s\n' \
                '@files'
        case 'getnotifyinterface 1'
            printf '%s\n' \
                '@jobs'
        case 'takeownership 1'
            printf '%s\n' \
                '@jobs'
        case 'setcustomheaders 1'
            printf '%s\n' \
                '@jobs'
        case 'setcustomheaders +'
            printf '%s\n' \
                '@free'
        case 'makecustomheaderswriteonly 1'
            printf '%s\n' \
                '@jobs'
        case 'setproxysettings 1'
            printf '%s\n' \
                '@jobs'
        case 'replaceremoteprefix 1'
            printf '%s\n' \
                '@jobs'
        case 'setcredentials -'
            printf '%s\n' \
                '--password-stdin'\t'Read the password from standard input.' \
                '--keyring'\t'Take the password from the keyring, where SERVICE and USERNAME have it.' \
                '--netrc'\t'Look names and passwords up in ~/.netrc.' \
                '--netrc-file'\t'Look names and passwords up in this file.'
        case 'setcredentials --password-stdin'
            printf '%s\n' \
                '@flag'
        case 'setcredentials --keyring'
            printf '%s\n' \
                '@free'
        case 'setcredentials --netrc'
            printf '%s\n' \
                '@flag'
        case 'setcredentials --netrc-file'
            printf '%s\n' \
                '@free'
        case 'setcredentials 1'
            printf '%s\n' \
                '@jobs'
        case 'setcredentials 2'
            printf '%s\n' \
                'server' \
                'proxy'
        case 'setcredentials 3'
            printf '%s\n' \
                'basic' \
                'digest' \
                'ntlm' \
                'negotiate' \
                'passport'
        case 'removecredentials 1'
            printf '%s\n' \
                '@jobs'
        case 'removecredentials 2'
            printf '%s\n' \
                'server' \
                'proxy'
        case 'removecredentials 3'
            printf '%s\n' \
                'basic' \
                'digest' \
                'ntlm' \
                'negotiate' \
                'passport'
        case 'setclientcertificatebyid 1'
            printf '%s\n' \
                '@jobs'
        case 'setclientcertificatebyid 2'
            printf '%s\n' \
                '1' \
                '2' \
                'CURRENT_USER' \
                'LOCAL_MACHINE'
        case 'setclientcertificatebyid 3'
            printf '%s\n' \
                'MY' \
                'CA' \
                'ROOT' \
                'SPC'
        case 'setclientcertificatebyname 1'
            printf '%s\n' \
                '@jobs'
        case 'setclientcertificatebyname 2'
            printf '%s\n' \
                '1' \
                '2' \
                'CURRENT_USER' \
                'LOCAL_MACHINE'
        case 'setclientcertificatebyname 3'
            printf '%s\n' \
                'MY' \
                'CA' \
                'ROOT' \
                'SPC'
        case 'setclientcertificate -'
            printf '%s\n' \
                '--cert'\t'The certificate: PEM, or PKCS#12 if its name ends with .p12 or .pfx.' \
                '--key'\t'The key in PEM, if it is in another file.' \
                '--password-stdin'\t'Read the key\'s password from standard input.'
        case 'setclientcertificate --cert'
            printf '%s\n' \
                '@free'
        case 'setclientcertificate --key'
            printf '%s\n' \
                '@free'
        case 'setclientcertificate --password-stdin'
            printf '%s\n' \
                '@flag'
        case 'setclientcertificate 1'
            printf '%s\n' \
                '@jobs'
        case 'removeclientcertificate 1'
            printf '%s\n' \
                '@jobs'
        case 'getreplyfilename 1'
            printf '%s\n' \
                '@jobs'
        case 'setreplyfilename 1'
            printf '%s\n' \
                '@jobs'
        case 'setreplyfilename 2'
            printf '%s\n' \
                '@files'
        case 'getreplyprogress 1'
            printf '%s\n' \
                '@jobs'
        case 'getreplydata 1'
            printf '%s\n' \
                '@jobs'
        case 'sethelpertoken 1'
            printf '%s\n' \
                '@jobs'
        case 'sethelpertokenflags 1'
            printf '%s\n' \
                '@jobs'
        case 'gethelpertokenflags 1'
            printf '%s\n' \
                '@jobs'
        case 'gethelpertokensid 1'
            printf '%s\n' \
                '@jobs'
        case 'gettype 1'
            printf '%s\n' \
                '@jobs'
        case 'getstate 1'
            printf '%s\n' \
                '@jobs'
        case 'getdisplayname 1'
            printf '%s\n' \
                '@jobs'
        case 'getdescription 1'
            printf '%s\n' \
                '@jobs'
        case 'getpriority 1'
            printf '%s\n' \
                '@jobs'
        case 'getminretrydelay 1'
            printf '%s\n' \
                '@jobs'
        case 'getnoprogresstimeout 1'
            printf '%s\n' \
                '@jobs'
        case 'getmaxdownloadtime 1'
            printf '%s\n' \
                '@jobs'
        case 'gethttpmethod 1'
            printf '%s\n' \
                '@jobs'
        case 'getsecurityflags 1'
            printf '%s\n' \
                '@jobs'
        case 'getuploadwith 1'
            printf '%s\n' \
                '@jobs'
        case 'getcustomheaders 1'
            printf '%s\n' \
                '@jobs'
        case 'getclientcertificate 1'
            printf '%s\n' \
                '@jobs'
        case 'getproxyusage 1'
            printf '%s\n' \
                '@jobs'
        case 'getproxylist 1'
            printf '%s\n' \
                '@jobs'
        case 'getproxybypasslist 1'
            printf '%s\n' \
                '@jobs'
        case 'getnotifyflags 1'
            printf '%s\n' \
                '@jobs'
        case 'getnotifycmdline 1'
            printf '%s\n' \
                '@jobs'
        case 'geturlcmdline 1'
            printf '%s\n' \
                '@jobs'
        case 'getaclflags 1'
            printf '%s\n' \
                '@jobs'
        case 'getpeercachingflags 1'
            printf '%s\n' \
                '@jobs'
        case 'getdynamiccontent 1'
            printf '%s\n' \
                '@jobs'
        case 'gethighperformance 1'
            printf '%s\n' \
                '@jobs'
        case 'getondemand 1'
            printf '%s\n' \
                '@jobs'
        case 'getmaxdownloadsize 1'
            printf '%s\n' \
                '@jobs'
        case 'getautocomplete 1'
            printf '%s\n' \
                '@jobs'
        case 'getcheckdigests 1'
            printf '%s\n' \
                '@jobs'
        case 'getbandwidth 1'
            printf '%s\n' \
                '@jobs'
        case 'getconnections 1'
            printf '%s\n' \
                '@jobs'
        case 'gettransferpolicy 1'
            printf '%s\n' \
                '@jobs'
        case 'getowner 1'
            printf '%s\n' \
                '@jobs'
        case 'getcreationtime 1'
            printf '%s\n' \
                '@jobs'
        case 'getmodificationtime 1'
            printf '%s\n' \
                '@jobs'
        case 'getcompletiontime 1'
            printf '%s\n' \
                '@jobs'
        case 'getbytestotal 1'
            printf '%s\n' \
                '@jobs'
        case 'getbytestransferred 1'
            printf '%s\n' \
                '@jobs'
        case 'getfilestotal 1'
            printf '%s\n' \
                '@jobs'
        case 'getfilestransferred 1'
            printf '%s\n' \
                '@jobs'
        case 'geterror 1'
            printf '%s\n' \
                '@jobs'
        case 'geterrorcount 1'
            printf '%s\n' \
                '@jobs'
        case 'setdisplayname 1'
            printf '%s\n' \
                '@jobs'
        case 'setdescription 1'
            printf '%s\n' \
                '@jobs'
        case 'setpriority 1'
            printf '%s\n' \
                '@jobs'
        case 'setpriority 2'
            printf '%s\n' \
                'foreground' \
                'high' \
                'normal' \
                'low'
        case 'setminretrydelay 1'
            printf '%s\n' \
                '@jobs'
        case 'setnoprogresstimeout 1'
            printf '%s\n' \
                '@jobs'
        case 'setmaxdownloadtime 1'
            printf '%s\n' \
                '@jobs'
        case 'sethttpmethod 1'
            printf '%s\n' \
                '@jobs'
        case 'setsecurityflags 1'
            printf '%s\n' \
                '@jobs'
        case 'setuploadwith 1'
            printf '%s\n' \
                '@jobs'
        case 'setuploadwith 2'
            printf '%s\n' \
                'bits' \
                'put'
        case 'setnotifyflags 1'
            printf '%s\n' \
                '@jobs'
        case 'setaclflags 1'
            printf '%s\n' \
                '@jobs'
        case 'setpeercachingflags 1'
            printf '%s\n' \
                '@jobs'
        case 'setdynamiccontent 1'
            printf '%s\n' \
                '@jobs'
        case 'setdynamiccontent 2'
            printf '%s\n' \
                'true' \
                'false'
        case 'sethighperformance 1'
            printf '%s\n' \
                '@jobs'
        case 'sethighperformance 2'
            printf '%s\n' \
                'true' \
                'false'
        case 'setondemand 1'
            printf '%s\n' \
                '@jobs'
        case 'setondemand 2'
            printf '%s\n' \
                'true' \
                'false'
        case 'setmaxdownloadsize 1'
            printf '%s\n' \
                '@jobs'
        case 'setautocomplete 1'
            printf '%s\n' \
                '@jobs'
        case 'setautocomplete 2'
            printf '%s\n' \
                'true' \
                'false'
        case 'setcheckdigests 1'
            printf '%s\n' \
                '@jobs'
        case 'setcheckdigests 2'
            printf '%s\n' \
                'true' \
                'false'
        case 'setbandwidth 1'
            printf '%s\n' \
                '@jobs'
        case 'setbandwidth 2'
            printf '%s\n' \
                'auto' \
                'polite' \
                'full'
        case 'setconnections 1'
            printf '%s\n' \
                '@jobs'
        case 'setconnections 2'
            printf '%s\n' \
                'auto'
        case 'settransferpolicy 1'
            printf '%s\n' \
                '@jobs'
        case 'settransferpolicy 2'
            printf '%s\n' \
                'default' \
                'always' \
                'not-roaming' \
                'no-surcharge' \
                'standard' \
                'unrestricted'
        case 'policy check 1'
            printf '%s\n' \
                '@files'
        case 'policy set 1'
            printf '%s\n' \
                'MaxJobsPerMachine'\t'jobs of all users together; binds everybody' \
                'MaxJobsPerUser'\t'jobs of one user; not for administrators and service accounts' \
                'MaxFilesPerJob'\t'files in a job; not for administrators and service accounts' \
                'MaxRangesPerFile'\t'byte ranges of a file; not for administrators and service accounts' \
                'JobInactivityTimeout'\t'days without progress or change after which a job is cancelled' \
                'MaxDownloadTime'\t'seconds that a job may spend transferring' \
                'TimeSlice'\t'seconds of a background job\'s turn while others of its priority wait' \
                'MaxFilesInFlight'\t'files of one background job transferred at the same time, or four times as many small ones; 1 means one' \
                'MaxForegroundFilesInFlight'\t'files of one foreground job transferred at the same time' \
                'MaxConnectionsPerServer'\t'connections of one user to a server; more than 16 only for a job that was given a larger number of them' \
                'MaxHttpVersion'\t'newest version of HTTP that is spoken: 1 for 1.1, 2, or 3 by jobs that do not give way, which needs TCP' \
                'FullSpeedInBackground'\t'background jobs do not give way to other traffic' \
                'AllowedSchemes'\t'what URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added' \
                'EnableBITSMaxBandwidth'\t'limit background jobs, by day and by night (MaxInternetBandwidth)' \
                'MaxTransferRateOnSchedule'\t'kilobits a second (of 1,000) for all background jobs together from MaxBandwidthValidFrom to MaxBandwidthValidTo, where EnableBITSMaxBandwidth is set; 0 holds them back' \
                'MaxBandwidthValidFrom'\t'hour (local time) from which MaxTransferRateOnSchedule holds' \
                'MaxBandwidthValidTo'\t'hour at which it ends, on the next day if it is before MaxBandwidthValidFrom; the same is the whole day' \
                'UseSystemMaximum'\t'no limit in the other hours, instead of MaxTransferRateOffSchedule' \
                'MaxTransferRateOffSchedule'\t'kilobits a second (of 1,000) in the other hours, where UseSystemMaximum is false; 0 holds background jobs back' \
                'EnableBandwidthLimits'\t'limit background jobs by priority, in working hours and outside; then MaxInternetBandwidth does not count' \
                'WorkScheduleStartDay'\t'first day of working hours; 0 is Sunday, 6 Saturday' \
                'WorkScheduleEndDay'\t'last day of working hours; 0 is Sunday, 6 Saturday' \
                'WorkScheduleStartHour'\t'hour at which working hours begin on each of their days' \
                'WorkScheduleEndHour'\t'hour at which working hours end, on the next day if it is before WorkScheduleStartHour; the same is a whole day' \
                'WorkScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleHighBandwidthType'\t'what WorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'WorkScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleNormalBandwidthType'\t'what WorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'WorkScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleLowBandwidthType'\t'what WorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleHighBandwidthType'\t'what NonWorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleNormalBandwidthType'\t'what NonWorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleLowBandwidthType'\t'what NonWorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'EnableMaintenanceLimits'\t'limit background jobs in maintenance hours, whatever the other limits say' \
                'IgnoreBandwidthLimitsOnLan'\t'none of the bandwidth limits for jobs whose servers are all in networks that the machine is in itself' \
                'MaintenanceScheduleStartDay'\t'first day of maintenance hours; 0 is Sunday, 6 Saturday' \
                'MaintenanceScheduleEndDay'\t'last day of maintenance hours; 0 is Sunday, 6 Saturday' \
                'MaintenanceScheduleStartHour'\t'hour at which maintenance hours begin on each of their days' \
                'MaintenanceScheduleEndHour'\t'hour at which maintenance hours end, on the next day if it is before MaintenanceScheduleStartHour; the same is a whole day' \
                'MaintenanceScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleHighBandwidthType'\t'what MaintenanceScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'MaintenanceScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleNormalBandwidthType'\t'what MaintenanceScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'MaintenanceScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleLowBandwidthType'\t'what MaintenanceScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'TransferPolicyForeground'\t'the network on which foreground jobs run: 1 always, 2 unless roaming, 3 unless it costs extra, 4 unless near the cap, 5 only where nothing is metered' \
                'TransferPolicyHigh'\t'the network on which jobs of high priority run' \
                'TransferPolicyNormal'\t'the network on which jobs of normal priority run' \
                'TransferPolicyLow'\t'the network on which jobs of low priority run' \
                'PauseOnBattery'\t'background jobs wait while the machine runs on battery' \
                'PauseBelowPercent'\t'percent of the battery below which, on battery, background jobs wait' \
                'PauseInPowerSaver'\t'background jobs wait while the machine, on battery, is in power-saver mode' \
                'MinFreeDiskSpace'\t'mebibytes that downloads leave free of a disk; users may want more' \
                'RequireContentLength'\t'refuse servers that do not say a file\'s size, as Windows does' \
                'RequireRanges'\t'refuse servers that cannot resume, as Windows does' \
                'EnablePeercaching'\t'kept for the verbs of cache and peercaching: there is no peer cache' \
                'DisablePeerCachingClient'\t'no download from peers, where EnablePeercaching is set' \
                'DisablePeerCachingServer'\t'nothing served to peers, where EnablePeercaching is set' \
                'MaxCacheSize'\t'percent of the disk that the peer cache may fill' \
                'MaxContentAge'\t'days that the peer cache keeps a record' \
                'UploadWithPut'\t'new upload jobs use PUT or tus instead of the BITS upload protocol' \
                'AdministratorGroups'\t'groups whose members are administrators, besides root'
        case 'policy unset 1'
            printf '%s\n' \
                'MaxJobsPerMachine'\t'jobs of all users together; binds everybody' \
                'MaxJobsPerUser'\t'jobs of one user; not for administrators and service accounts' \
                'MaxFilesPerJob'\t'files in a job; not for administrators and service accounts' \
                'MaxRangesPerFile'\t'byte ranges of a file; not for administrators and service accounts' \
                'JobInactivityTimeout'\t'days without progress or change after which a job is cancelled' \
                'MaxDownloadTime'\t'seconds that a job may spend transferring' \
                'TimeSlice'\t'seconds of a background job\'s turn while others of its priority wait' \
                'MaxFilesInFlight'\t'files of one background job transferred at the same time, or four times as many small ones; 1 means one' \
                'MaxForegroundFilesInFlight'\t'files of one foreground job transferred at the same time' \
                'MaxConnectionsPerServer'\t'connections of one user to a server; more than 16 only for a job that was given a larger number of them' \
                'MaxHttpVersion'\t'newest version of HTTP that is spoken: 1 for 1.1, 2, or 3 by jobs that do not give way, which needs TCP' \
                'FullSpeedInBackground'\t'background jobs do not give way to other traffic' \
                'AllowedSchemes'\t'what URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added' \
                'EnableBITSMaxBandwidth'\t'limit background jobs, by day and by night (MaxInternetBandwidth)' \
                'MaxTransferRateOnSchedule'\t'kilobits a second (of 1,000) for all background jobs together from MaxBandwidthValidFrom to MaxBandwidthValidTo, where EnableBITSMaxBandwidth is set; 0 holds them back' \
                'MaxBandwidthValidFrom'\t'hour (local time) from which MaxTransferRateOnSchedule holds' \
                'MaxBandwidthValidTo'\t'hour at which it ends, on the next day if it is before MaxBandwidthValidFrom; the same is the whole day' \
                'UseSystemMaximum'\t'no limit in the other hours, instead of MaxTransferRateOffSchedule' \
                'MaxTransferRateOffSchedule'\t'kilobits a second (of 1,000) in the other hours, where UseSystemMaximum is false; 0 holds background jobs back' \
                'EnableBandwidthLimits'\t'limit background jobs by priority, in working hours and outside; then MaxInternetBandwidth does not count' \
                'WorkScheduleStartDay'\t'first day of working hours; 0 is Sunday, 6 Saturday' \
                'WorkScheduleEndDay'\t'last day of working hours; 0 is Sunday, 6 Saturday' \
                'WorkScheduleStartHour'\t'hour at which working hours begin on each of their days' \
                'WorkScheduleEndHour'\t'hour at which working hours end, on the next day if it is before WorkScheduleStartHour; the same is a whole day' \
                'WorkScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleHighBandwidthType'\t'what WorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'WorkScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleNormalBandwidthType'\t'what WorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'WorkScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority in working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'WorkScheduleLowBandwidthType'\t'what WorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleHighBandwidthType'\t'what NonWorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleNormalBandwidthType'\t'what NonWorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'NonWorkScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back' \
                'NonWorkScheduleLowBandwidthType'\t'what NonWorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'EnableMaintenanceLimits'\t'limit background jobs in maintenance hours, whatever the other limits say' \
                'IgnoreBandwidthLimitsOnLan'\t'none of the bandwidth limits for jobs whose servers are all in networks that the machine is in itself' \
                'MaintenanceScheduleStartDay'\t'first day of maintenance hours; 0 is Sunday, 6 Saturday' \
                'MaintenanceScheduleEndDay'\t'last day of maintenance hours; 0 is Sunday, 6 Saturday' \
                'MaintenanceScheduleStartHour'\t'hour at which maintenance hours begin on each of their days' \
                'MaintenanceScheduleEndHour'\t'hour at which maintenance hours end, on the next day if it is before MaintenanceScheduleStartHour; the same is a whole day' \
                'MaintenanceScheduleHighBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of high priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleHighBandwidthType'\t'what MaintenanceScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'MaintenanceScheduleNormalBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of normal priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleNormalBandwidthType'\t'what MaintenanceScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'MaintenanceScheduleLowBandwidthLimit'\t'kilobits a second (of 1,000) for jobs of low priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back' \
                'MaintenanceScheduleLowBandwidthType'\t'what MaintenanceScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit' \
                'TransferPolicyForeground'\t'the network on which foreground jobs run: 1 always, 2 unless roaming, 3 unless it costs extra, 4 unless near the cap, 5 only where nothing is metered' \
                'TransferPolicyHigh'\t'the network on which jobs of high priority run' \
                'TransferPolicyNormal'\t'the network on which jobs of normal priority run' \
                'TransferPolicyLow'\t'the network on which jobs of low priority run' \
                'PauseOnBattery'\t'background jobs wait while the machine runs on battery' \
                'PauseBelowPercent'\t'percent of the battery below which, on battery, background jobs wait' \
                'PauseInPowerSaver'\t'background jobs wait while the machine, on battery, is in power-saver mode' \
                'MinFreeDiskSpace'\t'mebibytes that downloads leave free of a disk; users may want more' \
                'RequireContentLength'\t'refuse servers that do not say a file\'s size, as Windows does' \
                'RequireRanges'\t'refuse servers that cannot resume, as Windows does' \
                'EnablePeercaching'\t'kept for the verbs of cache and peercaching: there is no peer cache' \
                'DisablePeerCachingClient'\t'no download from peers, where EnablePeercaching is set' \
                'DisablePeerCachingServer'\t'nothing served to peers, where EnablePeercaching is set' \
                'MaxCacheSize'\t'percent of the disk that the peer cache may fill' \
                'MaxContentAge'\t'days that the peer cache keeps a record' \
                'UploadWithPut'\t'new upload jobs use PUT or tus instead of the BITS upload protocol' \
                'AdministratorGroups'\t'groups whose members are administrators, besides root'
        case 'daemon run -'
            printf '%s\n' \
                '--stay'\t'Take the place of a daemon that runs, and stay when there is nothing to do.' \
                '--log-level'\t'debug, info (default), warning or error.'
        case 'daemon run --stay'
            printf '%s\n' \
                '@flag'
        case 'daemon run --log-level'
            printf '%s\n' \
                'debug' \
                'info' \
                'warning' \
                'error'
        case 'daemon start -'
            printf '%s\n' \
                '--log-level'\t'debug, info (default), warning or error.'
        case 'daemon start --log-level'
            printf '%s\n' \
                'debug' \
                'info' \
                'warning' \
                'error'
        case 'daemon install -'
            printf '%s\n' \
                '--system'\t'A service of the system, for a user who need not be logged in (root).' \
                '--root'\t'Write below another root folder, and start nothing: for making images.'
        case 'daemon install --system'
            printf '%s\n' \
                '@free'
        case 'daemon install --root'
            printf '%s\n' \
                '@free'
        case 'daemon uninstall -'
            printf '%s\n' \
                '--system'\t'A service of the system, for a user who need not be logged in (root).' \
                '--root'\t'Write below another root folder, and start nothing: for making images.'
        case 'daemon uninstall --system'
            printf '%s\n' \
                '@free'
        case 'daemon uninstall --root'
            printf '%s\n' \
                '@free'
        case 'completion -'
            printf '%s\n' \
                '--program'\t'For pybits (default) or bitsadmin.'
        case 'completion --program'
            printf '%s\n' \
                'pybits' \
                'bitsadmin'
        case 'completion 1'
            printf '%s\n' \
                'bash' \
                'zsh' \
                'fish' \
                'powershell'
        case 'doctor -'
            printf '%s\n' \
                '--fix'\t'Mend what can be mended.' \
                '--force'\t'Stop the daemon first, so that nothing is in use.'
        case 'doctor --fix'
            printf '%s\n' \
                '@flag'
        case 'doctor --force'
            printf '%s\n' \
                '@flag'
        case 'doctor +'
            printf '%s\n' \
                '@jobs'
        case 'util version -'
            printf '%s\n' \
                '--verbose'\t'Files, daemon and policies too, with their origin.'
        case 'util version --verbose'
            printf '%s\n' \
                '@flag'
        case 'util repairservice -'
            printf '%s\n' \
                '--force'\t'Stop the daemon first, so that nothing is in use.'
        case 'util repairservice --force'
            printf '%s\n' \
                '@flag'
        case 'util getieproxy -'
            printf '%s\n' \
                '--conn'\t'Of one network interface, instead of all (LAN).'
        case 'util getieproxy --conn'
            printf '%s\n' \
                '@free'
        case 'util getieproxy 1'
            printf '%s\n' \
                'LOCALSYSTEM' \
                'NETWORKSERVICE' \
                'LOCALSERVICE' \
                'ME'
        case 'util setieproxy -'
            printf '%s\n' \
                '--conn'\t'Of one network interface, instead of all (LAN).'
        case 'util setieproxy --conn'
            printf '%s\n' \
                '@free'
        case 'util setieproxy 1'
            printf '%s\n' \
                'LOCALSYSTEM' \
                'NETWORKSERVICE' \
                'LOCALSERVICE' \
                'ME'
        case 'util setieproxy 2'
            printf '%s\n' \
                'NO_PROXY' \
                'AUTODETECT' \
                'MANUAL_PROXY' \
                'AUTOSCRIPT' \
                'RESET'
        case 'util setieproxy +'
            printf '%s\n' \
                '@free'
        case 'util enableanalyticchannel -'
            printf '%s\n' \
                '--machine'\t'For all users who have not decided themselves (administrator).'
        case 'util enableanalyticchannel --machine'
            printf '%s\n' \
                '@flag'
        case 'util enableanalyticchannel 1'
            printf '%s\n' \
                'TRUE' \
                'FALSE'
        case 'util events -'
            printf '%s\n' \
                '--last'\t'So many events (default 20).'
        case 'util events --last'
            printf '%s\n' \
                '@free'
        case 'cache list -'
            printf '%s\n' \
                '--verbose'\t'With every detail.'
        case 'cache list --verbose'
            printf '%s\n' \
                '@flag'
        case 'cache info -'
            printf '%s\n' \
                '--verbose'\t'With every detail.'
        case 'cache info --verbose'
            printf '%s\n' \
                '@flag'
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

function __pybits_complete
    set -l before (commandline -opc)[2..-1]
    set -l typed (string replace -r '^["\'\\\\]+' '' -- (commandline -ct))
    set -l verb .
    set -l slash
    set -l pending
    set -l number 1
    set -l answer
    set -l first $before[1] $typed
    if test pybits = bitsadmin; or string match -q '/*' -- $first[1]
        set verb /
        set slash 1
    end
    for word in $before
        test -n "$slash"; and set word (string lower -- $word)
        if test -n "$pending"
            set pending
        else if string match -qr '^[-/]' -- $word; and set -l found (__pybits_at "$verb $word")
            test "$found" = @flag; or set pending "$verb $word"
        else if test -z "$slash"; and string match -qr '^-' -- $word
            continue
        else if contains -- $verb . /
            set verb $word
        else if test $number = 1; and __pybits_at $verb >/dev/null
            set verb "$verb $word"
        else if __pybits_at "$verb $number $word" >/dev/null
            set verb "$verb $number $word"
            set number 1
        else
            set number (math $number + 1)
        end
    end
    if test -n "$pending"
        set answer (__pybits_at $pending)
    else if test -z "$slash"; and string match -qr -- '^--.*=' $typed
        set -l option (string replace -r '=.*' '' -- $typed)
        for word in (__pybits_at "$verb $option")
            string match -qr '^@' -- $word; or echo "$option=$word"
        end
        return
    else
        test $number = 1; and set answer (__pybits_at $verb)
        test -n "$answer"; or set answer (__pybits_at "$verb $number")
        test -n "$answer"; or set answer (__pybits_at "$verb +")
        if test -n "$slash"
            __pybits_at "$verb -" | __pybits_case $typed
        else if string match -qr '^-' -- $typed
            __pybits_at "$verb -"
            __pybits_at --
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
                printf '%s\n' $answer | __pybits_case $typed
            else
                printf '%s\n' $answer
            end
    end
end

# bitsadmin's words are the same in either case: they follow what was typed.
function __pybits_case
    set -l typed "$argv"
    while read -l line
        set -l parts (string split -m 1 \t -- $line)
        test "$typed" = (string lower -- $typed); or set parts[1] (string upper -- $parts[1])
        string join \t -- $parts
    end
end

complete -c pybits -f -a '(__pybits_complete)'
