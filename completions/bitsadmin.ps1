# PowerShell completion for bitsadmin, made from the catalogue of its verbs. Add to your $PROFILE: . PATH/TO/bitsadmin.ps1

Register-ArgumentCompleter -Native -CommandName bitsadmin -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # What may stand at each place of a command line; each word with its description after a tab.
    $table = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
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
    if ('bitsadmin' -eq 'bitsadmin' -or "$first".StartsWith('/')) { $verb = '/'; $slash = $true }
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
