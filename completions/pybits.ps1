# PowerShell completion for pybits, made from the catalogue of its verbs. Add to your $PROFILE: . PATH/TO/pybits.ps1

Register-ArgumentCompleter -Native -CommandName pybits -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # What may stand at each place of a command line; each word with its description after a tab.
    $table = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
    $table["."] = @(
        "create`tMake a job; it is SUSPENDED and empty.",
        "addfile`tAdd a file to a job: where from, where to.",
        "addfileset`tAdd the files that a text file lists.",
        "addmetalink`tAdd the files that a Metalink file (.meta4) lists.",
        "addfilewithranges`tAdd a file of which only some bytes are wanted.",
        "requestranges`tAsk for ranges of a file that is fetched on demand.",
        "resume`tStart jobs, or try them again at once.",
        "suspend`tStop jobs; what they have is kept.",
        "complete`tGive the transferred files their names; ends jobs.",
        "cancel`tDrop jobs and what they transferred so far.",
        "reset`tCancel every job that you own, or those that you choose.",
        "transfer`tAll in one: create, add, resume, wait, complete.",
        "wait`tWait until jobs are TRANSFERRED, in ERROR or gone.",
        "list`tList your jobs, oldest first.",
        "info`tShow a job, and why it does or does not move.",
        "listfiles`tList the files of a job with their progress.",
        "history`tShow what happened to a job, and when.",
        "monitor`tShow all jobs, again and again, until Ctrl-C.",
        "getfilledranges`tPrint which ranges of a file are here.",
        "gettemporaryname`tPrint where a file's bytes are until the job is complete.",
        "getvalidationstate`tPrint whether a file was declared valid.",
        "setvalidationstate`tDeclare a file that is wholly here valid, or not.",
        "getpeerstats`tPrint how much of a file came from the server and from peers.",
        "get`tPrint properties of a job; all if none is named.",
        "set`tChange a property of a job.",
        "setnotifycmdline`tChoose the program that is run when a job ends or fails.",
        "notify`tRun a job's notify command now, to try it out.",
        "seturlcmdline`tChoose the program that gives fresh URLs for refused ones.",
        "getnotifyinterface`tPrint whether a program's interface is registered.",
        "takeownership`tBecome the owner of a job (administrator).",
        "setcustomheaders`tReplace the headers that are sent with each request.",
        "makecustomheaderswriteonly`tHide the headers for good; they are still sent.",
        "setproxysettings`tChoose the proxy of a job.",
        "replaceremoteprefix`tFetch files from another place: change how URLs begin.",
        "setcredentials`tKeep a user name and password for a server or proxy.",
        "removecredentials`tForget a user name and password.",
        "setclientcertificatebyid`tChoose a client certificate by its SHA-1 hash.",
        "setclientcertificatebyname`tChoose a client certificate by its subject.",
        "setclientcertificate`tTake a client certificate and its key from files.",
        "removeclientcertificate`tShow no client certificate any more.",
        "getreplyfilename`tPrint where the reply to an upload goes.",
        "setreplyfilename`tChoose where the reply to an upload goes.",
        "getreplyprogress`tPrint how many bytes of the reply are here, and of how many.",
        "getreplydata`tPrint the reply to an upload as a hex dump.",
        "sethelpertoken`tGive a job a second log-on (Windows only).",
        "sethelpertokenflags`tChoose what the second log-on is for (Windows only).",
        "gethelpertokenflags`tPrint what the second log-on is for (Windows only).",
        "gethelpertokensid`tPrint whose the second log-on is (Windows only).",
        "gettype`tPrint the type of a job.",
        "getstate`tPrint the state of a job.",
        "getdisplayname`tPrint the display name of a job.",
        "getdescription`tPrint the description of a job.",
        "getpriority`tPrint the priority of a job.",
        "getminretrydelay`tPrint the minimum retry delay of a job.",
        "getnoprogresstimeout`tPrint the no-progress timeout of a job.",
        "getmaxdownloadtime`tPrint the maximum download time of a job.",
        "gethttpmethod`tPrint the HTTP method of a job.",
        "getsecurityflags`tPrint the security flags of a job.",
        "getuploadwith`tPrint the way of uploading of a job.",
        "getcustomheaders`tPrint the custom headers of a job.",
        "getclientcertificate`tPrint the client certificate of a job.",
        "getproxyusage`tPrint the proxy usage of a job.",
        "getproxylist`tPrint the proxy list of a job.",
        "getproxybypasslist`tPrint the proxy bypass list of a job.",
        "getnotifyflags`tPrint the notify flags of a job.",
        "getnotifycmdline`tPrint the notify command line of a job.",
        "geturlcmdline`tPrint the URL command line of a job.",
        "getaclflags`tPrint the ACL flags of a job.",
        "getpeercachingflags`tPrint the peercaching flags of a job.",
        "getdynamiccontent`tPrint the dynamic content mode of a job.",
        "gethighperformance`tPrint the high performance mode of a job.",
        "getondemand`tPrint the on-demand mode of a job.",
        "getmaxdownloadsize`tPrint the maximum download size of a job.",
        "getautocomplete`tPrint the automatic completion of a job.",
        "getcheckdigests`tPrint the digest check of a job.",
        "getbandwidth`tPrint the bandwidth of a job.",
        "getconnections`tPrint the connections of a job.",
        "gettransferpolicy`tPrint the transfer policy of a job.",
        "getowner`tPrint the owner of a job.",
        "getcreationtime`tPrint the creation time of a job.",
        "getmodificationtime`tPrint the modification time of a job.",
        "getcompletiontime`tPrint the completion time of a job.",
        "getbytestotal`tPrint the size of a job.",
        "getbytestransferred`tPrint the bytes transferred of a job.",
        "getfilestotal`tPrint the number of files of a job.",
        "getfilestransferred`tPrint the number of files transferred of a job.",
        "geterror`tPrint the error of a job.",
        "geterrorcount`tPrint the error count of a job.",
        "setdisplayname`tChange the display name of a job.",
        "setdescription`tChange the description of a job.",
        "setpriority`tChange the priority of a job.",
        "setminretrydelay`tChange the minimum retry delay of a job.",
        "setnoprogresstimeout`tChange the no-progress timeout of a job.",
        "setmaxdownloadtime`tChange the maximum download time of a job.",
        "sethttpmethod`tChange the HTTP method of a job.",
        "setsecurityflags`tChange the security flags of a job.",
        "setuploadwith`tChange the way of uploading of a job.",
        "setnotifyflags`tChange the notify flags of a job.",
        "setaclflags`tChange the ACL flags of a job.",
        "setpeercachingflags`tChange the peercaching flags of a job.",
        "setdynamiccontent`tChange the dynamic content mode of a job.",
        "sethighperformance`tChange the high performance mode of a job.",
        "setondemand`tChange the on-demand mode of a job.",
        "setmaxdownloadsize`tChange the maximum download size of a job.",
        "setautocomplete`tChange the automatic completion of a job.",
        "setcheckdigests`tChange the digest check of a job.",
        "setbandwidth`tChange the bandwidth of a job.",
        "setconnections`tChange the connections of a job.",
        "settransferpolicy`tChange the transfer policy of a job.",
        "policy`tWhat an administrator allows to jobs.",
        "daemon`tThe program that moves the bytes.",
        "completion`tPrint what makes a shell complete words.",
        "doctor`tFind out what is wrong, and mend it.",
        "util`tWhat pybits stands on.",
        "cache`tSettings of the peer cache, which there is not.",
        "peers`tPeers, which there are not.",
        "peercaching`tWhether peers would be used.",
        "help`tShow the help of a verb."
    )
    $table["policy"] = @(
        "show`tShow each policy, its value and where it comes from.",
        "check`tLook for mistakes in a policy file.",
        "set`tChange one policy (administrator).",
        "unset`tGo back to the default of one policy (administrator)."
    )
    $table["daemon"] = @(
        "run`tBe the daemon, in the foreground.",
        "start`tStart the daemon in the background.",
        "stop`tStop the daemon; jobs wait for the next one.",
        "status`tTell whether the daemon runs (exit status 1: it does not).",
        "install`tMake the daemon a service that starts with your session.",
        "uninstall`tUndo what daemon install did."
    )
    $table["util"] = @(
        "version`tPrint the versions of pybits and its parts.",
        "repairservice`tFind out what is wrong, and mend it.",
        "getieproxy`tPrint the default proxy.",
        "setieproxy`tChoose the default proxy.",
        "enableanalyticchannel`tTurn the daemon's event log on or off.",
        "events`tShow the daemon's event log, and where it is.",
        "setup`tMake the machine's folder (root)."
    )
    $table["cache"] = @(
        "clear`tEmpty the peer cache.",
        "delete`tDelete a record of the peer cache.",
        "deleteurl`tDelete what the peer cache has of a URL.",
        "list`tList the peer cache.",
        "info`tShow a record of the peer cache.",
        "getlimit`tPrint the limit of the peer cache.",
        "setlimit`tChange the limit of the peer cache (administrator).",
        "getexpirationtime`tPrint the expiration time.",
        "setexpirationtime`tChange the expiration time (administrator)."
    )
    $table["peers"] = @(
        "discover`tLook for peers.",
        "clear`tForget the peers.",
        "list`tList the peers."
    )
    $table["peercaching"] = @(
        "getconfigurationflags`tPrint the configuration flags.",
        "setconfigurationflags`tChange the configuration flags (administrator)."
    )
    $table["help"] = @(
        "create`tMake a job; it is SUSPENDED and empty.",
        "addfile`tAdd a file to a job: where from, where to.",
        "addfileset`tAdd the files that a text file lists.",
        "addmetalink`tAdd the files that a Metalink file (.meta4) lists.",
        "addfilewithranges`tAdd a file of which only some bytes are wanted.",
        "requestranges`tAsk for ranges of a file that is fetched on demand.",
        "resume`tStart jobs, or try them again at once.",
        "suspend`tStop jobs; what they have is kept.",
        "complete`tGive the transferred files their names; ends jobs.",
        "cancel`tDrop jobs and what they transferred so far.",
        "reset`tCancel every job that you own, or those that you choose.",
        "transfer`tAll in one: create, add, resume, wait, complete.",
        "wait`tWait until jobs are TRANSFERRED, in ERROR or gone.",
        "list`tList your jobs, oldest first.",
        "info`tShow a job, and why it does or does not move.",
        "listfiles`tList the files of a job with their progress.",
        "history`tShow what happened to a job, and when.",
        "monitor`tShow all jobs, again and again, until Ctrl-C.",
        "getfilledranges`tPrint which ranges of a file are here.",
        "gettemporaryname`tPrint where a file's bytes are until the job is complete.",
        "getvalidationstate`tPrint whether a file was declared valid.",
        "setvalidationstate`tDeclare a file that is wholly here valid, or not.",
        "getpeerstats`tPrint how much of a file came from the server and from peers.",
        "get`tPrint properties of a job; all if none is named.",
        "set`tChange a property of a job.",
        "setnotifycmdline`tChoose the program that is run when a job ends or fails.",
        "notify`tRun a job's notify command now, to try it out.",
        "seturlcmdline`tChoose the program that gives fresh URLs for refused ones.",
        "getnotifyinterface`tPrint whether a program's interface is registered.",
        "takeownership`tBecome the owner of a job (administrator).",
        "setcustomheaders`tReplace the headers that are sent with each request.",
        "makecustomheaderswriteonly`tHide the headers for good; they are still sent.",
        "setproxysettings`tChoose the proxy of a job.",
        "replaceremoteprefix`tFetch files from another place: change how URLs begin.",
        "setcredentials`tKeep a user name and password for a server or proxy.",
        "removecredentials`tForget a user name and password.",
        "setclientcertificatebyid`tChoose a client certificate by its SHA-1 hash.",
        "setclientcertificatebyname`tChoose a client certificate by its subject.",
        "setclientcertificate`tTake a client certificate and its key from files.",
        "removeclientcertificate`tShow no client certificate any more.",
        "getreplyfilename`tPrint where the reply to an upload goes.",
        "setreplyfilename`tChoose where the reply to an upload goes.",
        "getreplyprogress`tPrint how many bytes of the reply are here, and of how many.",
        "getreplydata`tPrint the reply to an upload as a hex dump.",
        "sethelpertoken`tGive a job a second log-on (Windows only).",
        "sethelpertokenflags`tChoose what the second log-on is for (Windows only).",
        "gethelpertokenflags`tPrint what the second log-on is for (Windows only).",
        "gethelpertokensid`tPrint whose the second log-on is (Windows only).",
        "gettype`tPrint the type of a job.",
        "getstate`tPrint the state of a job.",
        "getdisplayname`tPrint the display name of a job.",
        "getdescription`tPrint the description of a job.",
        "getpriority`tPrint the priority of a job.",
        "getminretrydelay`tPrint the minimum retry delay of a job.",
        "getnoprogresstimeout`tPrint the no-progress timeout of a job.",
        "getmaxdownloadtime`tPrint the maximum download time of a job.",
        "gethttpmethod`tPrint the HTTP method of a job.",
        "getsecurityflags`tPrint the security flags of a job.",
        "getuploadwith`tPrint the way of uploading of a job.",
        "getcustomheaders`tPrint the custom headers of a job.",
        "getclientcertificate`tPrint the client certificate of a job.",
        "getproxyusage`tPrint the proxy usage of a job.",
        "getproxylist`tPrint the proxy list of a job.",
        "getproxybypasslist`tPrint the proxy bypass list of a job.",
        "getnotifyflags`tPrint the notify flags of a job.",
        "getnotifycmdline`tPrint the notify command line of a job.",
        "geturlcmdline`tPrint the URL command line of a job.",
        "getaclflags`tPrint the ACL flags of a job.",
        "getpeercachingflags`tPrint the peercaching flags of a job.",
        "getdynamiccontent`tPrint the dynamic content mode of a job.",
        "gethighperformance`tPrint the high performance mode of a job.",
        "getondemand`tPrint the on-demand mode of a job.",
        "getmaxdownloadsize`tPrint the maximum download size of a job.",
        "getautocomplete`tPrint the automatic completion of a job.",
        "getcheckdigests`tPrint the digest check of a job.",
        "getbandwidth`tPrint the bandwidth of a job.",
        "getconnections`tPrint the connections of a job.",
        "gettransferpolicy`tPrint the transfer policy of a job.",
        "getowner`tPrint the owner of a job.",
        "getcreationtime`tPrint the creation time of a job.",
        "getmodificationtime`tPrint the modification time of a job.",
        "getcompletiontime`tPrint the completion time of a job.",
        "getbytestotal`tPrint the size of a job.",
        "getbytestransferred`tPrint the bytes transferred of a job.",
        "getfilestotal`tPrint the number of files of a job.",
        "getfilestransferred`tPrint the number of files transferred of a job.",
        "geterror`tPrint the error of a job.",
        "geterrorcount`tPrint the error count of a job.",
        "setdisplayname`tChange the display name of a job.",
        "setdescription`tChange the description of a job.",
        "setpriority`tChange the priority of a job.",
        "setminretrydelay`tChange the minimum retry delay of a job.",
        "setnoprogresstimeout`tChange the no-progress timeout of a job.",
        "setmaxdownloadtime`tChange the maximum download time of a job.",
        "sethttpmethod`tChange the HTTP method of a job.",
        "setsecurityflags`tChange the security flags of a job.",
        "setuploadwith`tChange the way of uploading of a job.",
        "setnotifyflags`tChange the notify flags of a job.",
        "setaclflags`tChange the ACL flags of a job.",
        "setpeercachingflags`tChange the peercaching flags of a job.",
        "setdynamiccontent`tChange the dynamic content mode of a job.",
        "sethighperformance`tChange the high performance mode of a job.",
        "setondemand`tChange the on-demand mode of a job.",
        "setmaxdownloadsize`tChange the maximum download size of a job.",
        "setautocomplete`tChange the automatic completion of a job.",
        "setcheckdigests`tChange the digest check of a job.",
        "setbandwidth`tChange the bandwidth of a job.",
        "setconnections`tChange the connections of a job.",
        "settransferpolicy`tChange the transfer policy of a job.",
        "policy`tWhat an administrator allows to jobs.",
        "daemon`tThe program that moves the bytes.",
        "completion`tPrint what makes a shell complete words.",
        "doctor`tFind out what is wrong, and mend it.",
        "util`tWhat pybits stands on.",
        "cache`tSettings of the peer cache, which there is not.",
        "peers`tPeers, which there are not.",
        "peercaching`tWhether peers would be used."
    )
    $table["--"] = @(
        "--json`tPrint JSON, one object a line.",
        "--raw`tPrint the bare value.",
        "--quiet`tPrint results and errors only.",
        "--help`tShow this text."
    )
    $table[". -"] = @(
        "--version`tPrint the version."
    )
    $table["create -"] = @(
        "--type`tdownload (default), upload or upload-reply.",
        "--upload-with`tbits (default), or put: plain PUT, tus where offered.",
        "--property`tPROPERTY=VALUE, of the job; may be repeated.",
        "--header`tSent with each request: 'Name: value'; may be repeated.",
        "--netrc`tName and password for the server are in ~/.netrc."
    )
    $table["create --type"] = @(
        "download",
        "upload",
        "upload-reply"
    )
    $table["create --upload-with"] = @(
        "bits",
        "put"
    )
    $table["create --property"] = @(
        "priority=foreground",
        "priority=high",
        "priority=normal",
        "priority=low",
        "uploadwith=bits",
        "uploadwith=put",
        "dynamiccontent=true",
        "dynamiccontent=false",
        "highperformance=true",
        "highperformance=false",
        "ondemand=true",
        "ondemand=false",
        "autocomplete=true",
        "autocomplete=false",
        "checkdigests=true",
        "checkdigests=false",
        "bandwidth=auto",
        "bandwidth=polite",
        "bandwidth=full",
        "connections=auto",
        "transferpolicy=default",
        "transferpolicy=always",
        "transferpolicy=not-roaming",
        "transferpolicy=no-surcharge",
        "transferpolicy=standard",
        "transferpolicy=unrestricted"
    )
    $table["create -p"] = @(
        "priority=foreground",
        "priority=high",
        "priority=normal",
        "priority=low",
        "uploadwith=bits",
        "uploadwith=put",
        "dynamiccontent=true",
        "dynamiccontent=false",
        "highperformance=true",
        "highperformance=false",
        "ondemand=true",
        "ondemand=false",
        "autocomplete=true",
        "autocomplete=false",
        "checkdigests=true",
        "checkdigests=false",
        "bandwidth=auto",
        "bandwidth=polite",
        "bandwidth=full",
        "connections=auto",
        "transferpolicy=default",
        "transferpolicy=always",
        "transferpolicy=not-roaming",
        "transferpolicy=no-surcharge",
        "transferpolicy=standard",
        "transferpolicy=unrestricted"
    )
    $table["create --header"] = @(
        "@free"
    )
    $table["create -H"] = @(
        "@free"
    )
    $table["create --netrc"] = @(
        "@flag"
    )
    $table["addfile -"] = @(
        "--checksum`tWhat the file must have: sha256:HEX.",
        "--mirror`tAnother source, tried when one fails; may be repeated.",
        "--if-exists`tOf the destination: replace (default), skip, refuse or rename.",
        "--reuse`tTake the job that fetches this already, if there is one."
    )
    $table["addfile --checksum"] = @(
        "@free"
    )
    $table["addfile --mirror"] = @(
        "@free"
    )
    $table["addfile --if-exists"] = @(
        "replace",
        "skip",
        "refuse",
        "rename"
    )
    $table["addfile --reuse"] = @(
        "@flag"
    )
    $table["addfile 1"] = @(
        "@jobs"
    )
    $table["addfile 3"] = @(
        "@files"
    )
    $table["addfileset -"] = @(
        "--sums`tTheir checksums, as sha256sum prints them.",
        "--if-exists`tOf the destination: replace (default), skip, refuse or rename."
    )
    $table["addfileset --sums"] = @(
        "@free"
    )
    $table["addfileset --if-exists"] = @(
        "replace",
        "skip",
        "refuse",
        "rename"
    )
    $table["addfileset 1"] = @(
        "@jobs"
    )
    $table["addfileset 2"] = @(
        "@files"
    )
    $table["addmetalink -"] = @(
        "--if-exists`tOf the destination: replace (default), skip, refuse or rename."
    )
    $table["addmetalink --if-exists"] = @(
        "replace",
        "skip",
        "refuse",
        "rename"
    )
    $table["addmetalink 1"] = @(
        "@jobs"
    )
    $table["addmetalink 2"] = @(
        "@files"
    )
    $table["addfilewithranges -"] = @(
        "--checksum`tWhat the file must have: sha256:HEX."
    )
    $table["addfilewithranges --checksum"] = @(
        "@free"
    )
    $table["addfilewithranges 1"] = @(
        "@jobs"
    )
    $table["addfilewithranges 3"] = @(
        "@files"
    )
    $table["requestranges -"] = @(
        "--instead`tInstead of those that were asked for and are not here."
    )
    $table["requestranges --instead"] = @(
        "@flag"
    )
    $table["requestranges 1"] = @(
        "@jobs"
    )
    $table["resume +"] = @(
        "@jobs"
    )
    $table["suspend +"] = @(
        "@jobs"
    )
    $table["complete +"] = @(
        "@jobs"
    )
    $table["cancel +"] = @(
        "@jobs"
    )
    $table["reset -"] = @(
        "--all-users`tEverybody's jobs (administrator).",
        "--yes`tDo not ask (nothing is asked when stdin is not a terminal).",
        "--state`tOnly jobs in these states, with commas between.",
        "--name`tOnly jobs whose name is like this: * for any text, ? for a letter.",
        "--older`tOnly jobs made longer ago than this: 90 (seconds), 30m, 12h, 7d.",
        "--dry-run`tList the jobs, and cancel none."
    )
    $table["reset --all-users"] = @(
        "@flag"
    )
    $table["reset --yes"] = @(
        "@flag"
    )
    $table["reset --state"] = @(
        "queued",
        "connecting",
        "transferring",
        "suspended",
        "error",
        "transient_error",
        "transferred"
    )
    $table["reset --name"] = @(
        "@free"
    )
    $table["reset --older"] = @(
        "@free"
    )
    $table["reset --dry-run"] = @(
        "@flag"
    )
    $table["transfer -"] = @(
        "--type`tdownload (default) or upload.",
        "--upload-with`tbits (default), or put: plain PUT, tus where offered.",
        "--priority`tforeground, high, normal (default) or low.",
        "--acl-flags`tOf local sources: letters of OGDS.",
        "--checksum`tWhat the file must have: sha256:HEX.",
        "--mirror`tAnother source, tried when one fails; may be repeated.",
        "--if-exists`tOf the destination: replace (default), skip, refuse or rename.",
        "--reuse`tTake the job that fetches this already, if there is one.",
        "--connections`tFor a large file: 1 to 64, or auto; in the foreground.",
        "--dynamic`tThe server makes the files anew each time.",
        "--property`tPROPERTY=VALUE, of the job; may be repeated.",
        "--header`tSent with each request: 'Name: value'; may be repeated.",
        "--netrc`tName and password for the server are in ~/.netrc."
    )
    $table["transfer --type"] = @(
        "download",
        "upload"
    )
    $table["transfer --upload-with"] = @(
        "bits",
        "put"
    )
    $table["transfer --priority"] = @(
        "foreground",
        "high",
        "normal",
        "low"
    )
    $table["transfer --acl-flags"] = @(
        "@free"
    )
    $table["transfer --checksum"] = @(
        "@free"
    )
    $table["transfer --mirror"] = @(
        "@free"
    )
    $table["transfer --if-exists"] = @(
        "replace",
        "skip",
        "refuse",
        "rename"
    )
    $table["transfer --reuse"] = @(
        "@flag"
    )
    $table["transfer --connections"] = @(
        "@free"
    )
    $table["transfer --dynamic"] = @(
        "@flag"
    )
    $table["transfer --property"] = @(
        "priority=foreground",
        "priority=high",
        "priority=normal",
        "priority=low",
        "uploadwith=bits",
        "uploadwith=put",
        "dynamiccontent=true",
        "dynamiccontent=false",
        "highperformance=true",
        "highperformance=false",
        "ondemand=true",
        "ondemand=false",
        "autocomplete=true",
        "autocomplete=false",
        "checkdigests=true",
        "checkdigests=false",
        "bandwidth=auto",
        "bandwidth=polite",
        "bandwidth=full",
        "connections=auto",
        "transferpolicy=default",
        "transferpolicy=always",
        "transferpolicy=not-roaming",
        "transferpolicy=no-surcharge",
        "transferpolicy=standard",
        "transferpolicy=unrestricted"
    )
    $table["transfer -p"] = @(
        "priority=foreground",
        "priority=high",
        "priority=normal",
        "priority=low",
        "uploadwith=bits",
        "uploadwith=put",
        "dynamiccontent=true",
        "dynamiccontent=false",
        "highperformance=true",
        "highperformance=false",
        "ondemand=true",
        "ondemand=false",
        "autocomplete=true",
        "autocomplete=false",
        "checkdigests=true",
        "checkdigests=false",
        "bandwidth=auto",
        "bandwidth=polite",
        "bandwidth=full",
        "connections=auto",
        "transferpolicy=default",
        "transferpolicy=always",
        "transferpolicy=not-roaming",
        "transferpolicy=no-surcharge",
        "transferpolicy=standard",
        "transferpolicy=unrestricted"
    )
    $table["transfer --header"] = @(
        "@free"
    )
    $table["transfer -H"] = @(
        "@free"
    )
    $table["transfer --netrc"] = @(
        "@flag"
    )
    $table["transfer 1"] = @(
        "@free"
    )
    $table["transfer +"] = @(
        "@files"
    )
    $table["wait -"] = @(
        "--timeout`tGive up after so many seconds."
    )
    $table["wait --timeout"] = @(
        "@free"
    )
    $table["wait +"] = @(
        "@jobs"
    )
    $table["list -"] = @(
        "--all-users`tEverybody's jobs (administrator).",
        "--verbose`tEvery property and every file.",
        "--state`tOnly jobs in these states, with commas between.",
        "--name`tOnly jobs whose name is like this: * for any text, ? for a letter.",
        "--older`tOnly jobs made longer ago than this: 90 (seconds), 30m, 12h, 7d.",
        "--sort`tIn the order of this property.",
        "--reverse`tThe other way round: the newest first.",
        "--limit`tNo more than so many.",
        "--format`tPrint these {fields} instead, as in '{guid} {state}'."
    )
    $table["list --all-users"] = @(
        "@flag"
    )
    $table["list --verbose"] = @(
        "@flag"
    )
    $table["list -v"] = @(
        "@flag"
    )
    $table["list --state"] = @(
        "queued",
        "connecting",
        "transferring",
        "suspended",
        "error",
        "transient_error",
        "transferred"
    )
    $table["list --name"] = @(
        "@free"
    )
    $table["list --older"] = @(
        "@free"
    )
    $table["list --sort"] = @(
        "type",
        "state",
        "displayname",
        "description",
        "priority",
        "minretrydelay",
        "noprogresstimeout",
        "maxdownloadtime",
        "httpmethod",
        "securityflags",
        "uploadwith",
        "customheaders",
        "clientcertificate",
        "proxyusage",
        "proxylist",
        "proxybypasslist",
        "notifyflags",
        "notifycmdline",
        "urlcmdline",
        "aclflags",
        "peercachingflags",
        "dynamiccontent",
        "highperformance",
        "ondemand",
        "maxdownloadsize",
        "autocomplete",
        "checkdigests",
        "bandwidth",
        "connections",
        "transferpolicy",
        "owner",
        "creationtime",
        "modificationtime",
        "completiontime",
        "bytestotal",
        "bytestransferred",
        "filestotal",
        "filestransferred",
        "error",
        "errorcount"
    )
    $table["list --reverse"] = @(
        "@flag"
    )
    $table["list --limit"] = @(
        "@free"
    )
    $table["list --format"] = @(
        "@free"
    )
    $table["info -"] = @(
        "--verbose`tEvery property and every file.",
        "--format`tPrint these {fields} instead, as in '{guid} {state}'."
    )
    $table["info --verbose"] = @(
        "@flag"
    )
    $table["info -v"] = @(
        "@flag"
    )
    $table["info --format"] = @(
        "@free"
    )
    $table["info 1"] = @(
        "@jobs"
    )
    $table["listfiles -"] = @(
        "--format`tPrint these {fields} instead, as in '{guid} {state}'."
    )
    $table["listfiles --format"] = @(
        "@free"
    )
    $table["listfiles 1"] = @(
        "@jobs"
    )
    $table["history 1"] = @(
        "@jobs"
    )
    $table["monitor -"] = @(
        "--refresh`tSeconds between two looks (default 5).",
        "--all-users`tEverybody's jobs (administrator)."
    )
    $table["monitor --refresh"] = @(
        "@free"
    )
    $table["monitor --all-users"] = @(
        "@flag"
    )
    $table["getfilledranges 1"] = @(
        "@jobs"
    )
    $table["gettemporaryname 1"] = @(
        "@jobs"
    )
    $table["getvalidationstate 1"] = @(
        "@jobs"
    )
    $table["setvalidationstate 1"] = @(
        "@jobs"
    )
    $table["setvalidationstate 3"] = @(
        "true",
        "false"
    )
    $table["getpeerstats 1"] = @(
        "@jobs"
    )
    $table["get 1"] = @(
        "@jobs"
    )
    $table["get +"] = @(
        "type",
        "state",
        "displayname",
        "description",
        "priority",
        "minretrydelay",
        "noprogresstimeout",
        "maxdownloadtime",
        "httpmethod",
        "securityflags",
        "uploadwith",
        "customheaders",
        "clientcertificate",
        "proxyusage",
        "proxylist",
        "proxybypasslist",
        "notifyflags",
        "notifycmdline",
        "urlcmdline",
        "aclflags",
        "peercachingflags",
        "dynamiccontent",
        "highperformance",
        "ondemand",
        "maxdownloadsize",
        "autocomplete",
        "checkdigests",
        "bandwidth",
        "connections",
        "transferpolicy",
        "owner",
        "creationtime",
        "modificationtime",
        "completiontime",
        "bytestotal",
        "bytestransferred",
        "filestotal",
        "filestransferred",
        "error",
        "errorcount"
    )
    $table["set 2 priority"] = @(
        "foreground",
        "high",
        "normal",
        "low"
    )
    $table["set 2 uploadwith"] = @(
        "bits",
        "put"
    )
    $table["set 2 dynamiccontent"] = @(
        "true",
        "false"
    )
    $table["set 2 highperformance"] = @(
        "true",
        "false"
    )
    $table["set 2 ondemand"] = @(
        "true",
        "false"
    )
    $table["set 2 autocomplete"] = @(
        "true",
        "false"
    )
    $table["set 2 checkdigests"] = @(
        "true",
        "false"
    )
    $table["set 2 bandwidth"] = @(
        "auto",
        "polite",
        "full"
    )
    $table["set 2 connections"] = @(
        "auto"
    )
    $table["set 2 transferpolicy"] = @(
        "default",
        "always",
        "not-roaming",
        "no-surcharge",
        "standard",
        "unrestricted"
    )
    $table["set 1"] = @(
        "@jobs"
    )
    $table["set 2"] = @(
        "displayname",
        "description",
        "priority",
        "minretrydelay",
        "noprogresstimeout",
        "maxdownloadtime",
        "httpmethod",
        "securityflags",
        "uploadwith",
        "notifyflags",
        "aclflags",
        "peercachingflags",
        "dynamiccontent",
        "highperformance",
        "ondemand",
        "maxdownloadsize",
        "autocomplete",
        "checkdigests",
        "bandwidth",
        "connections",
        "transferpolicy"
    )
    $table["setnotifycmdline 1"] = @(
        "@jobs"
    )
    $table["setnotifycmdline 2"] = @(
        "@files"
    )
    $table["notify 1"] = @(
        "@jobs"
    )
    $table["seturlcmdline 1"] = @(
        "@jobs"
    )
    $table["seturlcmdline 2"] = @(
        "@files"
    )
    $table["getnotifyinterface 1"] = @(
        "@jobs"
    )
    $table["takeownership 1"] = @(
        "@jobs"
    )
    $table["setcustomheaders 1"] = @(
        "@jobs"
    )
    $table["setcustomheaders +"] = @(
        "@free"
    )
    $table["makecustomheaderswriteonly 1"] = @(
        "@jobs"
    )
    $table["setproxysettings 1"] = @(
        "@jobs"
    )
    $table["replaceremoteprefix 1"] = @(
        "@jobs"
    )
    $table["setcredentials -"] = @(
        "--password-stdin`tRead the password from standard input.",
        "--keyring`tTake the password from the keyring, where SERVICE and USERNAME have it.",
        "--netrc`tLook names and passwords up in ~/.netrc.",
        "--netrc-file`tLook names and passwords up in this file."
    )
    $table["setcredentials --password-stdin"] = @(
        "@flag"
    )
    $table["setcredentials --keyring"] = @(
        "@free"
    )
    $table["setcredentials --netrc"] = @(
        "@flag"
    )
    $table["setcredentials --netrc-file"] = @(
        "@free"
    )
    $table["setcredentials 1"] = @(
        "@jobs"
    )
    $table["setcredentials 2"] = @(
        "server",
        "proxy"
    )
    $table["setcredentials 3"] = @(
        "basic",
        "digest",
        "ntlm",
        "negotiate",
        "passport"
    )
    $table["removecredentials 1"] = @(
        "@jobs"
    )
    $table["removecredentials 2"] = @(
        "server",
        "proxy"
    )
    $table["removecredentials 3"] = @(
        "basic",
        "digest",
        "ntlm",
        "negotiate",
        "passport"
    )
    $table["setclientcertificatebyid 1"] = @(
        "@jobs"
    )
    $table["setclientcertificatebyid 2"] = @(
        "1",
        "2",
        "CURRENT_USER",
        "LOCAL_MACHINE"
    )
    $table["setclientcertificatebyid 3"] = @(
        "MY",
        "CA",
        "ROOT",
        "SPC"
    )
    $table["setclientcertificatebyname 1"] = @(
        "@jobs"
    )
    $table["setclientcertificatebyname 2"] = @(
        "1",
        "2",
        "CURRENT_USER",
        "LOCAL_MACHINE"
    )
    $table["setclientcertificatebyname 3"] = @(
        "MY",
        "CA",
        "ROOT",
        "SPC"
    )
    $table["setclientcertificate -"] = @(
        "--cert`tThe certificate: PEM, or PKCS#12 if its name ends with .p12 or .pfx.",
        "--key`tThe key in PEM, if it is in another file.",
        "--password-stdin`tRead the key's password from standard input."
    )
    $table["setclientcertificate --cert"] = @(
        "@free"
    )
    $table["setclientcertificate --key"] = @(
        "@free"
    )
    $table["setclientcertificate --password-stdin"] = @(
        "@flag"
    )
    $table["setclientcertificate 1"] = @(
        "@jobs"
    )
    $table["removeclientcertificate 1"] = @(
        "@jobs"
    )
    $table["getreplyfilename 1"] = @(
        "@jobs"
    )
    $table["setreplyfilename 1"] = @(
        "@jobs"
    )
    $table["setreplyfilename 2"] = @(
        "@files"
    )
    $table["getreplyprogress 1"] = @(
        "@jobs"
    )
    $table["getreplydata 1"] = @(
        "@jobs"
    )
    $table["sethelpertoken 1"] = @(
        "@jobs"
    )
    $table["sethelpertokenflags 1"] = @(
        "@jobs"
    )
    $table["gethelpertokenflags 1"] = @(
        "@jobs"
    )
    $table["gethelpertokensid 1"] = @(
        "@jobs"
    )
    $table["gettype 1"] = @(
        "@jobs"
    )
    $table["getstate 1"] = @(
        "@jobs"
    )
    $table["getdisplayname 1"] = @(
        "@jobs"
    )
    $table["getdescription 1"] = @(
        "@jobs"
    )
    $table["getpriority 1"] = @(
        "@jobs"
    )
    $table["getminretrydelay 1"] = @(
        "@jobs"
    )
    $table["getnoprogresstimeout 1"] = @(
        "@jobs"
    )
    $table["getmaxdownloadtime 1"] = @(
        "@jobs"
    )
    $table["gethttpmethod 1"] = @(
        "@jobs"
    )
    $table["getsecurityflags 1"] = @(
        "@jobs"
    )
    $table["getuploadwith 1"] = @(
        "@jobs"
    )
    $table["getcustomheaders 1"] = @(
        "@jobs"
    )
    $table["getclientcertificate 1"] = @(
        "@jobs"
    )
    $table["getproxyusage 1"] = @(
        "@jobs"
    )
    $table["getproxylist 1"] = @(
        "@jobs"
    )
    $table["getproxybypasslist 1"] = @(
        "@jobs"
    )
    $table["getnotifyflags 1"] = @(
        "@jobs"
    )
    $table["getnotifycmdline 1"] = @(
        "@jobs"
    )
    $table["geturlcmdline 1"] = @(
        "@jobs"
    )
    $table["getaclflags 1"] = @(
        "@jobs"
    )
    $table["getpeercachingflags 1"] = @(
        "@jobs"
    )
    $table["getdynamiccontent 1"] = @(
        "@jobs"
    )
    $table["gethighperformance 1"] = @(
        "@jobs"
    )
    $table["getondemand 1"] = @(
        "@jobs"
    )
    $table["getmaxdownloadsize 1"] = @(
        "@jobs"
    )
    $table["getautocomplete 1"] = @(
        "@jobs"
    )
    $table["getcheckdigests 1"] = @(
        "@jobs"
    )
    $table["getbandwidth 1"] = @(
        "@jobs"
    )
    $table["getconnections 1"] = @(
        "@jobs"
    )
    $table["gettransferpolicy 1"] = @(
        "@jobs"
    )
    $table["getowner 1"] = @(
        "@jobs"
    )
    $table["getcreationtime 1"] = @(
        "@jobs"
    )
    $table["getmodificationtime 1"] = @(
        "@jobs"
    )
    $table["getcompletiontime 1"] = @(
        "@jobs"
    )
    $table["getbytestotal 1"] = @(
        "@jobs"
    )
    $table["getbytestransferred 1"] = @(
        "@jobs"
    )
    $table["getfilestotal 1"] = @(
        "@jobs"
    )
    $table["getfilestransferred 1"] = @(
        "@jobs"
    )
    $table["geterror 1"] = @(
        "@jobs"
    )
    $table["geterrorcount 1"] = @(
        "@jobs"
    )
    $table["setdisplayname 1"] = @(
        "@jobs"
    )
    $table["setdescription 1"] = @(
        "@jobs"
    )
    $table["setpriority 1"] = @(
        "@jobs"
    )
    $table["setpriority 2"] = @(
        "foreground",
        "high",
        "normal",
        "low"
    )
    $table["setminretrydelay 1"] = @(
        "@jobs"
    )
    $table["setnoprogresstimeout 1"] = @(
        "@jobs"
    )
    $table["setmaxdownloadtime 1"] = @(
        "@jobs"
    )
    $table["sethttpmethod 1"] = @(
        "@jobs"
    )
    $table["setsecurityflags 1"] = @(
        "@jobs"
    )
    $table["setuploadwith 1"] = @(
        "@jobs"
    )
    $table["setuploadwith 2"] = @(
        "bits",
        "put"
    )
    $table["setnotifyflags 1"] = @(
        "@jobs"
    )
    $table["setaclflags 1"] = @(
        "@jobs"
    )
    $table["setpeercachingflags 1"] = @(
        "@jobs"
    )
    $table["setdynamiccontent 1"] = @(
        "@jobs"
    )
    $table["setdynamiccontent 2"] = @(
        "true",
        "false"
    )
    $table["sethighperformance 1"] = @(
        "@jobs"
    )
    $table["sethighperformance 2"] = @(
        "true",
        "false"
    )
    $table["setondemand 1"] = @(
        "@jobs"
    )
    $table["setondemand 2"] = @(
        "true",
        "false"
    )
    $table["setmaxdownloadsize 1"] = @(
        "@jobs"
    )
    $table["setautocomplete 1"] = @(
        "@jobs"
    )
    $table["setautocomplete 2"] = @(
        "true",
        "false"
    )
    $table["setcheckdigests 1"] = @(
        "@jobs"
    )
    $table["setcheckdigests 2"] = @(
        "true",
        "false"
    )
    $table["setbandwidth 1"] = @(
        "@jobs"
    )
    $table["setbandwidth 2"] = @(
        "auto",
        "polite",
        "full"
    )
    $table["setconnections 1"] = @(
        "@jobs"
    )
    $table["setconnections 2"] = @(
        "auto"
    )
    $table["settransferpolicy 1"] = @(
        "@jobs"
    )
    $table["settransferpolicy 2"] = @(
        "default",
        "always",
        "not-roaming",
        "no-surcharge",
        "standard",
        "unrestricted"
    )
    $table["policy check 1"] = @(
        "@files"
    )
    $table["policy set 1"] = @(
        "MaxJobsPerMachine`tjobs of all users together; binds everybody",
        "MaxJobsPerUser`tjobs of one user; not for administrators and service accounts",
        "MaxFilesPerJob`tfiles in a job; not for administrators and service accounts",
        "MaxRangesPerFile`tbyte ranges of a file; not for administrators and service accounts",
        "JobInactivityTimeout`tdays without progress or change after which a job is cancelled",
        "MaxDownloadTime`tseconds that a job may spend transferring",
        "TimeSlice`tseconds of a background job's turn while others of its priority wait",
        "MaxFilesInFlight`tfiles of one background job transferred at the same time, or four times as many small ones; 1 means one",
        "MaxForegroundFilesInFlight`tfiles of one foreground job transferred at the same time",
        "MaxConnectionsPerServer`tconnections of one user to a server; more than 16 only for a job that was given a larger number of them",
        "MaxHttpVersion`tnewest version of HTTP that is spoken: 1 for 1.1, 2, or 3 by jobs that do not give way, which needs TCP",
        "FullSpeedInBackground`tbackground jobs do not give way to other traffic",
        "AllowedSchemes`twhat URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added",
        "EnableBITSMaxBandwidth`tlimit background jobs, by day and by night (MaxInternetBandwidth)",
        "MaxTransferRateOnSchedule`tkilobits a second (of 1,000) for all background jobs together from MaxBandwidthValidFrom to MaxBandwidthValidTo, where EnableBITSMaxBandwidth is set; 0 holds them back",
        "MaxBandwidthValidFrom`thour (local time) from which MaxTransferRateOnSchedule holds",
        "MaxBandwidthValidTo`thour at which it ends, on the next day if it is before MaxBandwidthValidFrom; the same is the whole day",
        "UseSystemMaximum`tno limit in the other hours, instead of MaxTransferRateOffSchedule",
        "MaxTransferRateOffSchedule`tkilobits a second (of 1,000) in the other hours, where UseSystemMaximum is false; 0 holds background jobs back",
        "EnableBandwidthLimits`tlimit background jobs by priority, in working hours and outside; then MaxInternetBandwidth does not count",
        "WorkScheduleStartDay`tfirst day of working hours; 0 is Sunday, 6 Saturday",
        "WorkScheduleEndDay`tlast day of working hours; 0 is Sunday, 6 Saturday",
        "WorkScheduleStartHour`thour at which working hours begin on each of their days",
        "WorkScheduleEndHour`thour at which working hours end, on the next day if it is before WorkScheduleStartHour; the same is a whole day",
        "WorkScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleHighBandwidthType`twhat WorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "WorkScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleNormalBandwidthType`twhat WorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "WorkScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleLowBandwidthType`twhat WorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleHighBandwidthType`twhat NonWorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleNormalBandwidthType`twhat NonWorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleLowBandwidthType`twhat NonWorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "EnableMaintenanceLimits`tlimit background jobs in maintenance hours, whatever the other limits say",
        "IgnoreBandwidthLimitsOnLan`tnone of the bandwidth limits for jobs whose servers are all in networks that the machine is in itself",
        "MaintenanceScheduleStartDay`tfirst day of maintenance hours; 0 is Sunday, 6 Saturday",
        "MaintenanceScheduleEndDay`tlast day of maintenance hours; 0 is Sunday, 6 Saturday",
        "MaintenanceScheduleStartHour`thour at which maintenance hours begin on each of their days",
        "MaintenanceScheduleEndHour`thour at which maintenance hours end, on the next day if it is before MaintenanceScheduleStartHour; the same is a whole day",
        "MaintenanceScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleHighBandwidthType`twhat MaintenanceScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "MaintenanceScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleNormalBandwidthType`twhat MaintenanceScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "MaintenanceScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleLowBandwidthType`twhat MaintenanceScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "TransferPolicyForeground`tthe network on which foreground jobs run: 1 always, 2 unless roaming, 3 unless it costs extra, 4 unless near the cap, 5 only where nothing is metered",
        "TransferPolicyHigh`tthe network on which jobs of high priority run",
        "TransferPolicyNormal`tthe network on which jobs of normal priority run",
        "TransferPolicyLow`tthe network on which jobs of low priority run",
        "PauseOnBattery`tbackground jobs wait while the machine runs on battery",
        "PauseBelowPercent`tpercent of the battery below which, on battery, background jobs wait",
        "PauseInPowerSaver`tbackground jobs wait while the machine, on battery, is in power-saver mode",
        "MinFreeDiskSpace`tmebibytes that downloads leave free of a disk; users may want more",
        "RequireContentLength`trefuse servers that do not say a file's size, as Windows does",
        "RequireRanges`trefuse servers that cannot resume, as Windows does",
        "EnablePeercaching`tkept for the verbs of cache and peercaching: there is no peer cache",
        "DisablePeerCachingClient`tno download from peers, where EnablePeercaching is set",
        "DisablePeerCachingServer`tnothing served to peers, where EnablePeercaching is set",
        "MaxCacheSize`tpercent of the disk that the peer cache may fill",
        "MaxContentAge`tdays that the peer cache keeps a record",
        "UploadWithPut`tnew upload jobs use PUT or tus instead of the BITS upload protocol",
        "AdministratorGroups`tgroups whose members are administrators, besides root"
    )
    $table["policy unset 1"] = @(
        "MaxJobsPerMachine`tjobs of all users together; binds everybody",
        "MaxJobsPerUser`tjobs of one user; not for administrators and service accounts",
        "MaxFilesPerJob`tfiles in a job; not for administrators and service accounts",
        "MaxRangesPerFile`tbyte ranges of a file; not for administrators and service accounts",
        "JobInactivityTimeout`tdays without progress or change after which a job is cancelled",
        "MaxDownloadTime`tseconds that a job may spend transferring",
        "TimeSlice`tseconds of a background job's turn while others of its priority wait",
        "MaxFilesInFlight`tfiles of one background job transferred at the same time, or four times as many small ones; 1 means one",
        "MaxForegroundFilesInFlight`tfiles of one foreground job transferred at the same time",
        "MaxConnectionsPerServer`tconnections of one user to a server; more than 16 only for a job that was given a larger number of them",
        "MaxHttpVersion`tnewest version of HTTP that is spoken: 1 for 1.1, 2, or 3 by jobs that do not give way, which needs TCP",
        "FullSpeedInBackground`tbackground jobs do not give way to other traffic",
        "AllowedSchemes`twhat URLs of files may begin with: those that Windows knows; ftp, ftps, ftpes and sftp may be added",
        "EnableBITSMaxBandwidth`tlimit background jobs, by day and by night (MaxInternetBandwidth)",
        "MaxTransferRateOnSchedule`tkilobits a second (of 1,000) for all background jobs together from MaxBandwidthValidFrom to MaxBandwidthValidTo, where EnableBITSMaxBandwidth is set; 0 holds them back",
        "MaxBandwidthValidFrom`thour (local time) from which MaxTransferRateOnSchedule holds",
        "MaxBandwidthValidTo`thour at which it ends, on the next day if it is before MaxBandwidthValidFrom; the same is the whole day",
        "UseSystemMaximum`tno limit in the other hours, instead of MaxTransferRateOffSchedule",
        "MaxTransferRateOffSchedule`tkilobits a second (of 1,000) in the other hours, where UseSystemMaximum is false; 0 holds background jobs back",
        "EnableBandwidthLimits`tlimit background jobs by priority, in working hours and outside; then MaxInternetBandwidth does not count",
        "WorkScheduleStartDay`tfirst day of working hours; 0 is Sunday, 6 Saturday",
        "WorkScheduleEndDay`tlast day of working hours; 0 is Sunday, 6 Saturday",
        "WorkScheduleStartHour`thour at which working hours begin on each of their days",
        "WorkScheduleEndHour`thour at which working hours end, on the next day if it is before WorkScheduleStartHour; the same is a whole day",
        "WorkScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleHighBandwidthType`twhat WorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "WorkScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleNormalBandwidthType`twhat WorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "WorkScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority in working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "WorkScheduleLowBandwidthType`twhat WorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleHighBandwidthType`twhat NonWorkScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleNormalBandwidthType`twhat NonWorkScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "NonWorkScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority outside working hours, where EnableBandwidthLimits is set; 0 holds them back",
        "NonWorkScheduleLowBandwidthType`twhat NonWorkScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "EnableMaintenanceLimits`tlimit background jobs in maintenance hours, whatever the other limits say",
        "IgnoreBandwidthLimitsOnLan`tnone of the bandwidth limits for jobs whose servers are all in networks that the machine is in itself",
        "MaintenanceScheduleStartDay`tfirst day of maintenance hours; 0 is Sunday, 6 Saturday",
        "MaintenanceScheduleEndDay`tlast day of maintenance hours; 0 is Sunday, 6 Saturday",
        "MaintenanceScheduleStartHour`thour at which maintenance hours begin on each of their days",
        "MaintenanceScheduleEndHour`thour at which maintenance hours end, on the next day if it is before MaintenanceScheduleStartHour; the same is a whole day",
        "MaintenanceScheduleHighBandwidthLimit`tkilobits a second (of 1,000) for jobs of high priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleHighBandwidthType`twhat MaintenanceScheduleHighBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "MaintenanceScheduleNormalBandwidthLimit`tkilobits a second (of 1,000) for jobs of normal priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleNormalBandwidthType`twhat MaintenanceScheduleNormalBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "MaintenanceScheduleLowBandwidthLimit`tkilobits a second (of 1,000) for jobs of low priority in maintenance hours, where EnableMaintenanceLimits is set; 0 holds them back",
        "MaintenanceScheduleLowBandwidthType`twhat MaintenanceScheduleLowBandwidthLimit counts: 1 kilobits, 2 megabits, 3 nothing: no limit",
        "TransferPolicyForeground`tthe network on which foreground jobs run: 1 always, 2 unless roaming, 3 unless it costs extra, 4 unless near the cap, 5 only where nothing is metered",
        "TransferPolicyHigh`tthe network on which jobs of high priority run",
        "TransferPolicyNormal`tthe network on which jobs of normal priority run",
        "TransferPolicyLow`tthe network on which jobs of low priority run",
        "PauseOnBattery`tbackground jobs wait while the machine runs on battery",
        "PauseBelowPercent`tpercent of the battery below which, on battery, background jobs wait",
        "PauseInPowerSaver`tbackground jobs wait while the machine, on battery, is in power-saver mode",
        "MinFreeDiskSpace`tmebibytes that downloads leave free of a disk; users may want more",
        "RequireContentLength`trefuse servers that do not say a file's size, as Windows does",
        "RequireRanges`trefuse servers that cannot resume, as Windows does",
        "EnablePeercaching`tkept for the verbs of cache and peercaching: there is no peer cache",
        "DisablePeerCachingClient`tno download from peers, where EnablePeercaching is set",
        "DisablePeerCachingServer`tnothing served to peers, where EnablePeercaching is set",
        "MaxCacheSize`tpercent of the disk that the peer cache may fill",
        "MaxContentAge`tdays that the peer cache keeps a record",
        "UploadWithPut`tnew upload jobs use PUT or tus instead of the BITS upload protocol",
        "AdministratorGroups`tgroups whose members are administrators, besides root"
    )
    $table["daemon run -"] = @(
        "--stay`tTake the place of a daemon that runs, and stay when there is nothing to do.",
        "--log-level`tdebug, info (default), warning or error."
    )
    $table["daemon run --stay"] = @(
        "@flag"
    )
    $table["daemon run --log-level"] = @(
        "debug",
        "info",
        "warning",
        "error"
    )
    $table["daemon start -"] = @(
        "--log-level`tdebug, info (default), warning or error."
    )
    $table["daemon start --log-level"] = @(
        "debug",
        "info",
        "warning",
        "error"
    )
    $table["daemon install -"] = @(
        "--system`tA service of the system, for a user who need not be logged in (root).",
        "--root`tWrite below another root folder, and start nothing: for making images."
    )
    $table["daemon install --system"] = @(
        "@free"
    )
    $table["daemon install --root"] = @(
        "@free"
    )
    $table["daemon uninstall -"] = @(
        "--system`tA service of the system, for a user who need not be logged in (root).",
        "--root`tWrite below another root folder, and start nothing: for making images."
    )
    $table["daemon uninstall --system"] = @(
        "@free"
    )
    $table["daemon uninstall --root"] = @(
        "@free"
    )
    $table["completion -"] = @(
        "--program`tFor pybits (default) or bitsadmin."
    )
    $table["completion --program"] = @(
        "pybits",
        "bitsadmin"
    )
    $table["completion 1"] = @(
        "bash",
        "zsh",
        "fish",
        "powershell"
    )
    $table["doctor -"] = @(
        "--fix`tMend what can be mended.",
        "--force`tStop the daemon first, so that nothing is in use."
    )
    $table["doctor --fix"] = @(
        "@flag"
    )
    $table["doctor --force"] = @(
        "@flag"
    )
    $table["doctor +"] = @(
        "@jobs"
    )
    $table["util version -"] = @(
        "--verbose`tFiles, daemon and policies too, with their origin."
    )
    $table["util version --verbose"] = @(
        "@flag"
    )
    $table["util repairservice -"] = @(
        "--force`tStop the daemon first, so that nothing is in use."
    )
    $table["util repairservice --force"] = @(
        "@flag"
    )
    $table["util getieproxy -"] = @(
        "--conn`tOf one network interface, instead of all (LAN)."
    )
    $table["util getieproxy --conn"] = @(
        "@free"
    )
    $table["util getieproxy 1"] = @(
        "LOCALSYSTEM",
        "NETWORKSERVICE",
        "LOCALSERVICE",
        "ME"
    )
    $table["util setieproxy -"] = @(
        "--conn`tOf one network interface, instead of all (LAN)."
    )
    $table["util setieproxy --conn"] = @(
        "@free"
    )
    $table["util setieproxy 1"] = @(
        "LOCALSYSTEM",
        "NETWORKSERVICE",
        "LOCALSERVICE",
        "ME"
    )
    $table["util setieproxy 2"] = @(
        "NO_PROXY",
        "AUTODETECT",
        "MANUAL_PROXY",
        "AUTOSCRIPT",
        "RESET"
    )
    $table["util setieproxy +"] = @(
        "@free"
    )
    $table["util enableanalyticchannel -"] = @(
        "--machine`tFor all users who have not decided themselves (administrator)."
    )
    $table["util enableanalyticchannel --machine"] = @(
        "@flag"
    )
    $table["util enableanalyticchannel 1"] = @(
        "TRUE",
        "FALSE"
    )
    $table["util events -"] = @(
        "--last`tSo many events (default 20)."
    )
    $table["util events --last"] = @(
        "@free"
    )
    $table["cache list -"] = @(
        "--verbose`tWith every detail."
    )
    $table["cache list --verbose"] = @(
        "@flag"
    )
    $table["cache info -"] = @(
        "--verbose`tWith every detail."
    )
    $table["cache info --verbose"] = @(
        "@flag"
    )
    $table["/"] = @(
        "/create`tMake a job; it is SUSPENDED and empty.",
        "/addfile`tAdd a file to a job: where from, where to.",
        "/addfileset`tAdd the files that a text file lists.",
        "/addfilewithranges`tAdd a file of which only some bytes are wanted.",
        "/resume`tStart jobs, or try them again at once.",
        "/suspend`tStop jobs; what they have is kept.",
        "/complete`tGive the transferred files their names; ends jobs.",
        "/cancel`tDrop jobs and what they transferred so far.",
        "/reset`tCancel every job that you own, or those that you choose.",
        "/transfer`tAll in one: create, add, resume, wait, complete.",
        "/list`tList your jobs, oldest first.",
        "/info`tShow a job, and why it does or does not move.",
        "/listfiles`tList the files of a job with their progress.",
        "/monitor`tShow all jobs, again and again, until Ctrl-C.",
        "/gettemporaryname`tPrint where a file's bytes are until the job is complete.",
        "/getvalidationstate`tPrint whether a file was declared valid.",
        "/setvalidationstate`tDeclare a file that is wholly here valid, or not.",
        "/getpeerstats`tPrint how much of a file came from the server and from peers.",
        "/setnotifycmdline`tChoose the program that is run when a job ends or fails.",
        "/getnotifyinterface`tPrint whether a program's interface is registered.",
        "/takeownership`tBecome the owner of a job (administrator).",
        "/setcustomheaders`tReplace the headers that are sent with each request.",
        "/makecustomheaderswriteonly`tHide the headers for good; they are still sent.",
        "/setproxysettings`tChoose the proxy of a job.",
        "/replaceremoteprefix`tFetch files from another place: change how URLs begin.",
        "/setcredentials`tKeep a user name and password for a server or proxy.",
        "/removecredentials`tForget a user name and password.",
        "/setclientcertificatebyid`tChoose a client certificate by its SHA-1 hash.",
        "/setclientcertificatebyname`tChoose a client certificate by its subject.",
        "/removeclientcertificate`tShow no client certificate any more.",
        "/getreplyfilename`tPrint where the reply to an upload goes.",
        "/setreplyfilename`tChoose where the reply to an upload goes.",
        "/getreplyprogress`tPrint how many bytes of the reply are here, and of how many.",
        "/getreplydata`tPrint the reply to an upload as a hex dump.",
        "/sethelpertoken`tGive a job a second log-on (Windows only).",
        "/sethelpertokenflags`tChoose what the second log-on is for (Windows only).",
        "/gethelpertokenflags`tPrint what the second log-on is for (Windows only).",
        "/gethelpertokensid`tPrint whose the second log-on is (Windows only).",
        "/gettype`tPrint the type of a job.",
        "/getstate`tPrint the state of a job.",
        "/getdisplayname`tPrint the display name of a job.",
        "/getdescription`tPrint the description of a job.",
        "/getpriority`tPrint the priority of a job.",
        "/getminretrydelay`tPrint the minimum retry delay of a job.",
        "/getnoprogresstimeout`tPrint the no-progress timeout of a job.",
        "/getmaxdownloadtime`tPrint the maximum download time of a job.",
        "/gethttpmethod`tPrint the HTTP method of a job.",
        "/getsecurityflags`tPrint the security flags of a job.",
        "/getcustomheaders`tPrint the custom headers of a job.",
        "/getclientcertificate`tPrint the client certificate of a job.",
        "/getproxyusage`tPrint the proxy usage of a job.",
        "/getproxylist`tPrint the proxy list of a job.",
        "/getproxybypasslist`tPrint the proxy bypass list of a job.",
        "/getnotifyflags`tPrint the notify flags of a job.",
        "/getnotifycmdline`tPrint the notify command line of a job.",
        "/getaclflags`tPrint the ACL flags of a job.",
        "/getpeercachingflags`tPrint the peercaching flags of a job.",
        "/getowner`tPrint the owner of a job.",
        "/getcreationtime`tPrint the creation time of a job.",
        "/getmodificationtime`tPrint the modification time of a job.",
        "/getcompletiontime`tPrint the completion time of a job.",
        "/getbytestotal`tPrint the size of a job.",
        "/getbytestransferred`tPrint the bytes transferred of a job.",
        "/getfilestotal`tPrint the number of files of a job.",
        "/getfilestransferred`tPrint the number of files transferred of a job.",
        "/geterror`tPrint the error of a job.",
        "/geterrorcount`tPrint the error count of a job.",
        "/setdisplayname`tChange the display name of a job.",
        "/setdescription`tChange the description of a job.",
        "/setpriority`tChange the priority of a job.",
        "/setminretrydelay`tChange the minimum retry delay of a job.",
        "/setnoprogresstimeout`tChange the no-progress timeout of a job.",
        "/setmaxdownloadtime`tChange the maximum download time of a job.",
        "/sethttpmethod`tChange the HTTP method of a job.",
        "/setsecurityflags`tChange the security flags of a job.",
        "/setnotifyflags`tChange the notify flags of a job.",
        "/setaclflags`tChange the ACL flags of a job.",
        "/setpeercachingflags`tChange the peercaching flags of a job.",
        "/util`tWhat pybits stands on.",
        "/cache`tSettings of the peer cache, which there is not.",
        "/peers`tPeers, which there are not.",
        "/peercaching`tWhether peers would be used."
    )
    $table["/util"] = @(
        "/version`tPrint the versions of pybits and its parts.",
        "/repairservice`tFind out what is wrong, and mend it.",
        "/getieproxy`tPrint the default proxy.",
        "/setieproxy`tChoose the default proxy.",
        "/enableanalyticchannel`tTurn the daemon's event log on or off."
    )
    $table["/cache"] = @(
        "/clear`tEmpty the peer cache.",
        "/delete`tDelete a record of the peer cache.",
        "/deleteurl`tDelete what the peer cache has of a URL.",
        "/list`tList the peer cache.",
        "/info`tShow a record of the peer cache.",
        "/getlimit`tPrint the limit of the peer cache.",
        "/setlimit`tChange the limit of the peer cache (administrator).",
        "/getexpirationtime`tPrint the expiration time.",
        "/setexpirationtime`tChange the expiration time (administrator)."
    )
    $table["/peers"] = @(
        "/discover`tLook for peers.",
        "/clear`tForget the peers.",
        "/list`tList the peers."
    )
    $table["/peercaching"] = @(
        "/getconfigurationflags`tPrint the configuration flags.",
        "/setconfigurationflags`tChange the configuration flags (administrator)."
    )
    $table["/ -"] = @(
        "/rawreturn`tBare values for scripts; for /CREATE and the /GET commands.",
        "/wrap`tWraps lines at the width of the terminal (default, except for /MONITOR).",
        "/nowrap`tCuts lines at the width of the terminal.",
        "/?`tShow this text.",
        "/help`tShow this text."
    )
    $table["/ /rawreturn"] = @(
        "@flag"
    )
    $table["/ /wrap"] = @(
        "@flag"
    )
    $table["/ /nowrap"] = @(
        "@flag"
    )
    $table["/create -"] = @(
        "/download`tdownload (default), upload or upload-reply.",
        "/upload`tdownload (default), upload or upload-reply.",
        "/upload-reply`tdownload (default), upload or upload-reply."
    )
    $table["/create /download"] = @(
        "@flag"
    )
    $table["/create /upload"] = @(
        "@flag"
    )
    $table["/create /upload-reply"] = @(
        "@flag"
    )
    $table["/addfile -"] = @(
        
    )
    $table["/addfile 1"] = @(
        "@jobs"
    )
    $table["/addfile 3"] = @(
        "@files"
    )
    $table["/addfileset -"] = @(
        
    )
    $table["/addfileset 1"] = @(
        "@jobs"
    )
    $table["/addfileset 2"] = @(
        "@files"
    )
    $table["/addfilewithranges -"] = @(
        
    )
    $table["/addfilewithranges 1"] = @(
        "@jobs"
    )
    $table["/addfilewithranges 3"] = @(
        "@files"
    )
    $table["/resume 1"] = @(
        "@jobs"
    )
    $table["/suspend 1"] = @(
        "@jobs"
    )
    $table["/complete 1"] = @(
        "@jobs"
    )
    $table["/cancel 1"] = @(
        "@jobs"
    )
    $table["/reset -"] = @(
        "/allusers`tEverybody's jobs (administrator)."
    )
    $table["/reset /allusers"] = @(
        "@flag"
    )
    $table["/transfer -"] = @(
        "/download`tdownload (default) or upload.",
        "/upload`tdownload (default) or upload.",
        "/priority`tforeground, high, normal (default) or low.",
        "/aclflags`tOf local sources: letters of OGDS.",
        "/dynamic`tThe server makes the files anew each time."
    )
    $table["/transfer /download"] = @(
        "@flag"
    )
    $table["/transfer /upload"] = @(
        "@flag"
    )
    $table["/transfer /priority"] = @(
        "foreground",
        "high",
        "normal",
        "low"
    )
    $table["/transfer /aclflags"] = @(
        "@free"
    )
    $table["/transfer /dynamic"] = @(
        "@flag"
    )
    $table["/transfer 1"] = @(
        "@free"
    )
    $table["/transfer +"] = @(
        "@files"
    )
    $table["/list -"] = @(
        "/allusers`tEverybody's jobs (administrator).",
        "/verbose`tEvery property and every file."
    )
    $table["/list /allusers"] = @(
        "@flag"
    )
    $table["/list /verbose"] = @(
        "@flag"
    )
    $table["/info -"] = @(
        "/verbose`tEvery property and every file."
    )
    $table["/info /verbose"] = @(
        "@flag"
    )
    $table["/info 1"] = @(
        "@jobs"
    )
    $table["/listfiles -"] = @(
        
    )
    $table["/listfiles 1"] = @(
        "@jobs"
    )
    $table["/monitor -"] = @(
        "/refresh`tSeconds between two looks (default 5).",
        "/allusers`tEverybody's jobs (administrator)."
    )
    $table["/monitor /refresh"] = @(
        "@free"
    )
    $table["/monitor /allusers"] = @(
        "@flag"
    )
    $table["/gettemporaryname 1"] = @(
        "@jobs"
    )
    $table["/getvalidationstate 1"] = @(
        "@jobs"
    )
    $table["/setvalidationstate 1"] = @(
        "@jobs"
    )
    $table["/setvalidationstate 3"] = @(
        "true",
        "false"
    )
    $table["/getpeerstats 1"] = @(
        "@jobs"
    )
    $table["/setnotifycmdline 1"] = @(
        "@jobs"
    )
    $table["/setnotifycmdline 2"] = @(
        "@files"
    )
    $table["/getnotifyinterface 1"] = @(
        "@jobs"
    )
    $table["/takeownership 1"] = @(
        "@jobs"
    )
    $table["/setcustomheaders 1"] = @(
        "@jobs"
    )
    $table["/setcustomheaders +"] = @(
        "@free"
    )
    $table["/makecustomheaderswriteonly 1"] = @(
        "@jobs"
    )
    $table["/setproxysettings 1"] = @(
        "@jobs"
    )
    $table["/replaceremoteprefix 1"] = @(
        "@jobs"
    )
    $table["/setcredentials -"] = @(
        
    )
    $table["/setcredentials 1"] = @(
        "@jobs"
    )
    $table["/setcredentials 2"] = @(
        "server",
        "proxy"
    )
    $table["/setcredentials 3"] = @(
        "basic",
        "digest",
        "ntlm",
        "negotiate",
        "passport"
    )
    $table["/removecredentials 1"] = @(
        "@jobs"
    )
    $table["/removecredentials 2"] = @(
        "server",
        "proxy"
    )
    $table["/removecredentials 3"] = @(
        "basic",
        "digest",
        "ntlm",
        "negotiate",
        "passport"
    )
    $table["/setclientcertificatebyid 1"] = @(
        "@jobs"
    )
    $table["/setclientcertificatebyid 2"] = @(
        "1",
        "2",
        "CURRENT_USER",
        "LOCAL_MACHINE"
    )
    $table["/setclientcertificatebyid 3"] = @(
        "MY",
        "CA",
        "ROOT",
        "SPC"
    )
    $table["/setclientcertificatebyname 1"] = @(
        "@jobs"
    )
    $table["/setclientcertificatebyname 2"] = @(
        "1",
        "2",
        "CURRENT_USER",
        "LOCAL_MACHINE"
    )
    $table["/setclientcertificatebyname 3"] = @(
        "MY",
        "CA",
        "ROOT",
        "SPC"
    )
    $table["/removeclientcertificate 1"] = @(
        "@jobs"
    )
    $table["/getreplyfilename 1"] = @(
        "@jobs"
    )
    $table["/setreplyfilename 1"] = @(
        "@jobs"
    )
    $table["/setreplyfilename 2"] = @(
        "@files"
    )
    $table["/getreplyprogress 1"] = @(
        "@jobs"
    )
    $table["/getreplydata 1"] = @(
        "@jobs"
    )
    $table["/sethelpertoken 1"] = @(
        "@jobs"
    )
    $table["/sethelpertokenflags 1"] = @(
        "@jobs"
    )
    $table["/gethelpertokenflags 1"] = @(
        "@jobs"
    )
    $table["/gethelpertokensid 1"] = @(
        "@jobs"
    )
    $table["/gettype 1"] = @(
        "@jobs"
    )
    $table["/getstate 1"] = @(
        "@jobs"
    )
    $table["/getdisplayname 1"] = @(
        "@jobs"
    )
    $table["/getdescription 1"] = @(
        "@jobs"
    )
    $table["/getpriority 1"] = @(
        "@jobs"
    )
    $table["/getminretrydelay 1"] = @(
        "@jobs"
    )
    $table["/getnoprogresstimeout 1"] = @(
        "@jobs"
    )
    $table["/getmaxdownloadtime 1"] = @(
        "@jobs"
    )
    $table["/gethttpmethod 1"] = @(
        "@jobs"
    )
    $table["/getsecurityflags 1"] = @(
        "@jobs"
    )
    $table["/getcustomheaders 1"] = @(
        "@jobs"
    )
    $table["/getclientcertificate 1"] = @(
        "@jobs"
    )
    $table["/getproxyusage 1"] = @(
        "@jobs"
    )
    $table["/getproxylist 1"] = @(
        "@jobs"
    )
    $table["/getproxybypasslist 1"] = @(
        "@jobs"
    )
    $table["/getnotifyflags 1"] = @(
        "@jobs"
    )
    $table["/getnotifycmdline 1"] = @(
        "@jobs"
    )
    $table["/getaclflags 1"] = @(
        "@jobs"
    )
    $table["/getpeercachingflags 1"] = @(
        "@jobs"
    )
    $table["/getowner 1"] = @(
        "@jobs"
    )
    $table["/getcreationtime 1"] = @(
        "@jobs"
    )
    $table["/getmodificationtime 1"] = @(
        "@jobs"
    )
    $table["/getcompletiontime 1"] = @(
        "@jobs"
    )
    $table["/getbytestotal 1"] = @(
        "@jobs"
    )
    $table["/getbytestransferred 1"] = @(
        "@jobs"
    )
    $table["/getfilestotal 1"] = @(
        "@jobs"
    )
    $table["/getfilestransferred 1"] = @(
        "@jobs"
    )
    $table["/geterror 1"] = @(
        "@jobs"
    )
    $table["/geterrorcount 1"] = @(
        "@jobs"
    )
    $table["/setdisplayname 1"] = @(
        "@jobs"
    )
    $table["/setdescription 1"] = @(
        "@jobs"
    )
    $table["/setpriority 1"] = @(
        "@jobs"
    )
    $table["/setpriority 2"] = @(
        "foreground",
        "high",
        "normal",
        "low"
    )
    $table["/setminretrydelay 1"] = @(
        "@jobs"
    )
    $table["/setnoprogresstimeout 1"] = @(
        "@jobs"
    )
    $table["/setmaxdownloadtime 1"] = @(
        "@jobs"
    )
    $table["/sethttpmethod 1"] = @(
        "@jobs"
    )
    $table["/setsecurityflags 1"] = @(
        "@jobs"
    )
    $table["/setnotifyflags 1"] = @(
        "@jobs"
    )
    $table["/setaclflags 1"] = @(
        "@jobs"
    )
    $table["/setpeercachingflags 1"] = @(
        "@jobs"
    )
    $table["/util /version -"] = @(
        "/verbose`tFiles, daemon and policies too, with their origin."
    )
    $table["/util /version /verbose"] = @(
        "@flag"
    )
    $table["/util /repairservice -"] = @(
        "/force`tStop the daemon first, so that nothing is in use."
    )
    $table["/util /repairservice /force"] = @(
        "@flag"
    )
    $table["/util /getieproxy -"] = @(
        "/conn`tOf one network interface, instead of all (LAN)."
    )
    $table["/util /getieproxy /conn"] = @(
        "@free"
    )
    $table["/util /getieproxy 1"] = @(
        "LOCALSYSTEM",
        "NETWORKSERVICE",
        "LOCALSERVICE",
        "ME"
    )
    $table["/util /setieproxy -"] = @(
        "/conn`tOf one network interface, instead of all (LAN)."
    )
    $table["/util /setieproxy /conn"] = @(
        "@free"
    )
    $table["/util /setieproxy 1"] = @(
        "LOCALSYSTEM",
        "NETWORKSERVICE",
        "LOCALSERVICE",
        "ME"
    )
    $table["/util /setieproxy 2"] = @(
        "NO_PROXY",
        "AUTODETECT",
        "MANUAL_PROXY",
        "AUTOSCRIPT",
        "RESET"
    )
    $table["/util /setieproxy +"] = @(
        "@free"
    )
    $table["/util /enableanalyticchannel -"] = @(
        
    )
    $table["/util /enableanalyticchannel 1"] = @(
        "TRUE",
        "FALSE"
    )
    $table["/cache /list -"] = @(
        "/verbose`tWith every detail."
    )
    $table["/cache /list /verbose"] = @(
        "@flag"
    )
    $table["/cache /info -"] = @(
        "/verbose`tWith every detail."
    )
    $table["/cache /info /verbose"] = @(
        "@flag"
    )

    # The words before the cursor, without their quotes; the one at the cursor is the last.
    $before = @(
        foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
            if ($element.Extent.EndOffset -lt $cursorPosition) {
                if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value }
                else { $element.Extent.Text }
            }
        }
    )
    $typed = ([string]$wordToComplete).TrimStart("'", '"')

    $verb = '.'
    $slash = $false
    $pending = ''
    $number = 1
    $first = if ($before.Count) { $before[0] } else { $typed }
    if ('pybits' -eq 'bitsadmin' -or "$first".StartsWith('/')) { $verb = '/'; $slash = $true }
    foreach ($word in $before) {
        if ($slash) { $word = "$word".ToLowerInvariant() }
        $key = "$verb $word"
        if ($pending) { $pending = '' }
        elseif ($word -match '^[-/]' -and $table.ContainsKey($key)) {
            if ($table[$key][0] -ne '@flag') { $pending = $key }
        }
        elseif (-not $slash -and $word -match '^-') { continue }
        elseif ($verb -eq '.' -or $verb -eq '/') { $verb = "$word" }
        elseif ($number -eq 1 -and $table.ContainsKey($verb)) { $verb = $key }
        elseif ($table.ContainsKey("$verb $number $word")) { $verb = "$verb $number $word"; $number = 1 }
        else { $number++ }
    }

    $answer = @()
    $options = @()
    $prefix = ''
    if ($pending) { $answer = $table[$pending] }
    elseif (-not $slash -and $typed -match '^(--[^=]+)=') {
        $prefix = $Matches[0]
        if ($table.ContainsKey("$verb $($Matches[1])")) { $answer = $table["$verb $($Matches[1])"] }
    }
    else {
        $places = @("$verb $number", "$verb +")
        if ($number -eq 1) { $places = @($verb) + $places }
        $place = $places | Where-Object { $table.ContainsKey($_) } | Select-Object -First 1
        if ($place) { $answer = $table[$place] }
        if ($table.ContainsKey("$verb -")) { $options = $table["$verb -"] }
        if (-not $slash) {
            if ($typed.StartsWith('-')) { $options += $table['--']; $answer = @() } else { $options = @() }
        }
    }

    if ($answer.Count -and $answer[0] -eq '@jobs') {
        $question = if ($typed.StartsWith('{')) { 'guids' } else { 'jobs' }
        $program = $commandAst.CommandElements[0].Extent.Text
        if ($commandAst.CommandElements[0] -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $program = $commandAst.CommandElements[0].Value
        }
        $answer = @(& $program --complete $question 2>$null)
    }
    elseif ($answer.Count -and $answer[0].StartsWith('@')) { $answer = @() }

    # Nothing at all lets PowerShell offer files.
    foreach ($line in @($answer) + @($options)) {
        $word, $text = "$line" -split "`t", 2
        if (-not $word) { continue }
        $word = $prefix + $word
        # bitsadmin's words are the same in either case: they follow what was typed.
        if ($slash -and $word.StartsWith('/') -and $typed -cne $typed.ToLowerInvariant()) { $word = $word.ToUpperInvariant() }
        if (-not $word.StartsWith($typed, [System.StringComparison]::OrdinalIgnoreCase)) { continue }
        $quoted = if ($word -match '^[\w./?=-]+$') { $word } else { "'" + ($word -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" }
        if (-not $text) { $text = $word }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $text)
    }
}
