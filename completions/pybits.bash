# bash completion for pybits, made from the catalogue of its verbs. Needs bash 4.2 or later.

# What may stand at each place of a command line.
declare -gA _pybits_table=(
    ['.']='create addfile addfileset addmetalink addfilewithranges requestranges resume suspend complete cancel reset transfer wait list info listfiles history monitor getfilledranges gettemporaryname getvalidationstate setvalidationstate getpeerstats get set setnotifycmdline notify seturlcmdline getnotifyinterface takeownership setcustomheaders makecustomheaderswriteonly setproxysettings replaceremoteprefix setcredentials removecredentials setclientcertificatebyid setclientcertificatebyname setclientcertificate removeclientcertificate getreplyfilename setreplyfilename getreplyprogress getreplydata sethelpertoken sethelpertokenflags gethelpertokenflags gethelpertokensid gettype getstate getdisplayname getdescription getpriority getminretrydelay getnoprogresstimeout getmaxdownloadtime gethttpmethod getsecurityflags getuploadwith getcustomheaders getclientcertificate getproxyusage getproxylist getproxybypasslist getnotifyflags getnotifycmdline geturlcmdline getaclflags getpeercachingflags getdynamiccontent gethighperformance getondemand getmaxdownloadsize getautocomplete getcheckdigests getbandwidth getconnections gettransferpolicy getowner getcreationtime getmodificationtime getcompletiontime getbytestotal getbytestransferred getfilestotal getfilestransferred geterror geterrorcount setdisplayname setdescription setpriority setminretrydelay setnoprogresstimeout setmaxdownloadtime sethttpmethod setsecurityflags setuploadwith setnotifyflags setaclflags setpeercachingflags setdynamiccontent sethighperformance setondemand setmaxdownloadsize setautocomplete setcheckdigests setbandwidth setconnections settransferpolicy policy daemon completion doctor util cache peers peercaching help'
    ['policy']='show check set unset'
    ['daemon']='run start stop status install uninstall'
    ['util']='version repairservice getieproxy setieproxy enableanalyticchannel events setup'
    ['cache']='clear delete deleteurl list info getlimit setlimit getexpirationtime setexpirationtime'
    ['peers']='discover clear list'
    ['peercaching']='getconfigurationflags setconfigurationflags'
    ['help']='create addfile addfileset addmetalink addfilewithranges requestranges resume suspend complete cancel reset transfer wait list info listfiles history monitor getfilledranges gettemporaryname getvalidationstate setvalidationstate getpeerstats get set setnotifycmdline notify seturlcmdline getnotifyinterface takeownership setcustomheaders makecustomheaderswriteonly setproxysettings replaceremoteprefix setcredentials removecredentials setclientcertificatebyid setclientcertificatebyname setclientcertificate removeclientcertificate getreplyfilename setreplyfilename getreplyprogress getreplydata sethelpertoken sethelpertokenflags gethelpertokenflags gethelpertokensid gettype getstate getdisplayname getdescription getpriority getminretrydelay getnoprogresstimeout getmaxdownloadtime gethttpmethod getsecurityflags getuploadwith getcustomheaders getclientcertificate getproxyusage getproxylist getproxybypasslist getnotifyflags getnotifycmdline geturlcmdline getaclflags getpeercachingflags getdynamiccontent gethighperformance getondemand getmaxdownloadsize getautocomplete getcheckdigests getbandwidth getconnections gettransferpolicy getowner getcreationtime getmodificationtime getcompletiontime getbytestotal getbytestransferred getfilestotal getfilestransferred geterror geterrorcount setdisplayname setdescription setpriority setminretrydelay setnoprogresstimeout setmaxdownloadtime sethttpmethod setsecurityflags setuploadwith setnotifyflags setaclflags setpeercachingflags setdynamiccontent sethighperformance setondemand setmaxdownloadsize setautocomplete setcheckdigests setbandwidth setconnections settransferpolicy policy daemon completion doctor util cache peers peercaching'
    ['--']='--json --raw --quiet --help'
    ['. -']='--version'
    ['create -']='--type --upload-with --property --header --netrc'
    ['create --type']='download upload upload-reply'
    ['create --upload-with']='bits put'
    ['create --property']='priority=foreground priority=high priority=normal priority=low uploadwith=bits uploadwith=put dynamiccontent=true dynamiccontent=false highperformance=true highperformance=false ondemand=true ondemand=false autocomplete=true autocomplete=false checkdigests=true checkdigests=false bandwidth=auto bandwidth=polite bandwidth=full connections=auto transferpolicy=default transferpolicy=always transferpolicy=not-roaming transferpolicy=no-surcharge transferpolicy=standard transferpolicy=unrestricted'
    ['create -p']='priority=foreground priority=high priority=normal priority=low uploadwith=bits uploadwith=put dynamiccontent=true dynamiccontent=false highperformance=true highperformance=false ondemand=true ondemand=false autocomplete=true autocomplete=false checkdigests=true checkdigests=false bandwidth=auto bandwidth=polite bandwidth=full connections=auto transferpolicy=default transferpolicy=always transferpolicy=not-roaming transferpolicy=no-surcharge transferpolicy=standard transferpolicy=unrestricted'
    ['create --header']='@free'
    ['create -H']='@free'
    ['create --netrc']='@flag'
    ['addfile -']='--checksum --mirror --if-exists --reuse'
    ['addfile --checksum']='@free'
    ['addfile --mirror']='@free'
    ['addfile --if-exists']='replace skip refuse rename'
    ['addfile --reuse']='@flag'
    ['addfile 1']='@jobs'
    ['addfile 3']='@files'
    ['addfileset -']='--sums --if-exists'
    ['addfileset --sums']='@free'
    ['addfileset --if-exists']='replace skip refuse rename'
    ['addfileset 1']='@jobs'
    ['addfileset 2']='@files'
    ['addmetalink -']='--if-exists'
    ['addmetalink --if-exists']='replace skip refuse rename'
    ['addmetalink 1']='@jobs'
    ['addmetalink 2']='@files'
    ['addfilewithranges -']='--checksum'
    ['addfilewithranges --checksum']='@free'
    ['addfilewithranges 1']='@jobs'
    ['addfilewithranges 3']='@files'
    ['requestranges -']='--instead'
    ['requestranges --instead']='@flag'
    ['requestranges 1']='@jobs'
    ['resume +']='@jobs'
    ['suspend +']='@jobs'
    ['complete +']='@jobs'
    ['cancel +']='@jobs'
    ['reset -']='--all-users --yes --state --name --older --dry-run'
    ['reset --all-users']='@flag'
    ['reset --yes']='@flag'
    ['reset --state']='queued connecting transferring suspended error transient_error transferred'
    ['reset --name']='@free'
    ['reset --older']='@free'
    ['reset --dry-run']='@flag'
    ['transfer -']='--type --upload-with --priority --acl-flags --checksum --mirror --if-exists --reuse --connections --dynamic --property --header --netrc'
    ['transfer --type']='download upload'
    ['transfer --upload-with']='bits put'
    ['transfer --priority']='foreground high normal low'
    ['transfer --acl-flags']='@free'
    ['transfer --checksum']='@free'
    ['transfer --mirror']='@free'
    ['transfer --if-exists']='replace skip refuse rename'
    ['transfer --reuse']='@flag'
    ['transfer --connections']='@free'
    ['transfer --dynamic']='@flag'
    ['transfer --property']='priority=foreground priority=high priority=normal priority=low uploadwith=bits uploadwith=put dynamiccontent=true dynamiccontent=false highperformance=true highperformance=false ondemand=true ondemand=false autocomplete=true autocomplete=false checkdigests=true checkdigests=false bandwidth=auto bandwidth=polite bandwidth=full connections=auto transferpolicy=default transferpolicy=always transferpolicy=not-roaming transferpolicy=no-surcharge transferpolicy=standard transferpolicy=unrestricted'
    ['transfer -p']='priority=foreground priority=high priority=normal priority=low uploadwith=bits uploadwith=put dynamiccontent=true dynamiccontent=false highperformance=true highperformance=false ondemand=true ondemand=false autocomplete=true autocomplete=false checkdigests=true checkdigests=false bandwidth=auto bandwidth=polite bandwidth=full connections=auto transferpolicy=default transferpolicy=always transferpolicy=not-roaming transferpolicy=no-surcharge transferpolicy=standard transferpolicy=unrestricted'
    ['transfer --header']='@free'
    ['transfer -H']='@free'
    ['transfer --netrc']='@flag'
    ['transfer 1']='@free'
    ['transfer +']='@files'
    ['wait -']='--timeout'
    ['wait --timeout']='@free'
    ['wait +']='@jobs'
    ['list -']='--all-users --verbose --state --name --older --sort --reverse --limit --format'
    ['list --all-users']='@flag'
    ['list --verbose']='@flag'
    ['list -v']='@flag'
    ['list --state']='queued connecting transferring suspended error transient_error transferred'
    ['list --name']='@free'
    ['list --older']='@free'
    ['list --sort']='type state displayname description priority minretrydelay noprogresstimeout maxdownloadtime httpmethod securityflags uploadwith customheaders clientcertificate proxyusage proxylist proxybypasslist notifyflags notifycmdline urlcmdline aclflags peercachingflags dynamiccontent highperformance ondemand maxdownloadsize autocomplete checkdigests bandwidth connections transferpolicy owner creationtime modificationtime completiontime bytestotal bytestransferred filestotal filestransferred error errorcount'
    ['list --reverse']='@flag'
    ['list --limit']='@free'
    ['list --format']='@free'
    ['info -']='--verbose --format'
    ['info --verbose']='@flag'
    ['info -v']='@flag'
    ['info --format']='@free'
    ['info 1']='@jobs'
    ['listfiles -']='--format'
    ['listfiles --format']='@free'
    ['listfiles 1']='@jobs'
    ['history 1']='@jobs'
    ['monitor -']='--refresh --all-users'
    ['monitor --refresh']='@free'
    ['monitor --all-users']='@flag'
    ['getfilledranges 1']='@jobs'
    ['gettemporaryname 1']='@jobs'
    ['getvalidationstate 1']='@jobs'
    ['setvalidationstate 1']='@jobs'
    ['setvalidationstate 3']='true false'
    ['getpeerstats 1']='@jobs'
    ['get 1']='@jobs'
    ['get +']='type state displayname description priority minretrydelay noprogresstimeout maxdownloadtime httpmethod securityflags uploadwith customheaders clientcertificate proxyusage proxylist proxybypasslist notifyflags notifycmdline urlcmdline aclflags peercachingflags dynamiccontent highperformance ondemand maxdownloadsize autocomplete checkdigests bandwidth connections transferpolicy owner creationtime modificationtime completiontime bytestotal bytestransferred filestotal filestransferred error errorcount'
    ['set 2 priority']='foreground high normal low'
    ['set 2 uploadwith']='bits put'
    ['set 2 dynamiccontent']='true false'
    ['set 2 highperformance']='true false'
    ['set 2 ondemand']='true false'
    ['set 2 autocomplete']='true false'
    ['set 2 checkdigests']='true false'
    ['set 2 bandwidth']='auto polite full'
    ['set 2 connections']='auto'
    ['set 2 transferpolicy']='default always not-roaming no-surcharge standard unrestricted'
    ['set 1']='@jobs'
    ['set 2']='displayname description priority minretrydelay noprogresstimeout maxdownloadtime httpmethod securityflags uploadwith notifyflags aclflags peercachingflags dynamiccontent highperformance ondemand maxdownloadsize autocomplete checkdigests bandwidth connections transferpolicy'
    ['setnotifycmdline 1']='@jobs'
    ['setnotifycmdline 2']='@files'
    ['notify 1']='@jobs'
    ['seturlcmdline 1']='@jobs'
    ['seturlcmdline 2']='@files'
    ['getnotifyinterface 1']='@jobs'
    ['takeownership 1']='@jobs'
    ['setcustomheaders 1']='@jobs'
    ['setcustomheaders +']='@free'
    ['makecustomheaderswriteonly 1']='@jobs'
    ['setproxysettings 1']='@jobs'
    ['replaceremoteprefix 1']='@jobs'
    ['setcredentials -']='--password-stdin --keyring --netrc --netrc-file'
    ['setcredentials --password-stdin']='@flag'
    ['setcredentials --keyring']='@free'
    ['setcredentials --netrc']='@flag'
    ['setcredentials --netrc-file']='@free'
    ['setcredentials 1']='@jobs'
    ['setcredentials 2']='server proxy'
    ['setcredentials 3']='basic digest ntlm negotiate passport'
    ['removecredentials 1']='@jobs'
    ['removecredentials 2']='server proxy'
    ['removecredentials 3']='basic digest ntlm negotiate passport'
    ['setclientcertificatebyid 1']='@jobs'
    ['setclientcertificatebyid 2']='1 2 CURRENT_USER LOCAL_MACHINE'
    ['setclientcertificatebyid 3']='MY CA ROOT SPC'
    ['setclientcertificatebyname 1']='@jobs'
    ['setclientcertificatebyname 2']='1 2 CURRENT_USER LOCAL_MACHINE'
    ['setclientcertificatebyname 3']='MY CA ROOT SPC'
    ['setclientcertificate -']='--cert --key --password-stdin'
    ['setclientcertificate --cert']='@free'
    ['setclientcertificate --key']='@free'
    ['setclientcertificate --password-stdin']='@flag'
    ['setclientcertificate 1']='@jobs'
    ['removeclientcertificate 1']='@jobs'
    ['getreplyfilename 1']='@jobs'
    ['setreplyfilename 1']='@jobs'
    ['setreplyfilename 2']='@files'
    ['getreplyprogress 1']='@jobs'
    ['getreplydata 1']='@jobs'
    ['sethelpertoken 1']='@jobs'
    ['sethelpertokenflags 1']='@jobs'
    ['gethelpertokenflags 1']='@jobs'
    ['gethelpertokensid 1']='@jobs'
    ['gettype 1']='@jobs'
    ['getstate 1']='@jobs'
    ['getdisplayname 1']='@jobs'
    ['getdescription 1']='@jobs'
    ['getpriority 1']='@jobs'
    ['getminretrydelay 1']='@jobs'
    ['getnoprogresstimeout 1']='@jobs'
    ['getmaxdownloadtime 1']='@jobs'
    ['gethttpmethod 1']='@jobs'
    ['getsecurityflags 1']='@jobs'
    ['getuploadwith 1']='@jobs'
    ['getcustomheaders 1']='@jobs'
    ['getclientcertificate 1']='@jobs'
    ['getproxyusage 1']='@jobs'
    ['getproxylist 1']='@jobs'
    ['getproxybypasslist 1']='@jobs'
    ['getnotifyflags 1']='@jobs'
    ['getnotifycmdline 1']='@jobs'
    ['geturlcmdline 1']='@jobs'
    ['getaclflags 1']='@jobs'
    ['getpeercachingflags 1']='@jobs'
    ['getdynamiccontent 1']='@jobs'
    ['gethighperformance 1']='@jobs'
    ['getondemand 1']='@jobs'
    ['getmaxdownloadsize 1']='@jobs'
    ['getautocomplete 1']='@jobs'
    ['getcheckdigests 1']='@jobs'
    ['getbandwidth 1']='@jobs'
    ['getconnections 1']='@jobs'
    ['gettransferpolicy 1']='@jobs'
    ['getowner 1']='@jobs'
    ['getcreationtime 1']='@jobs'
    ['getmodificationtime 1']='@jobs'
    ['getcompletiontime 1']='@jobs'
    ['getbytestotal 1']='@jobs'
    ['getbytestransferred 1']='@jobs'
    ['getfilestotal 1']='@jobs'
    ['getfilestransferred 1']='@jobs'
    ['geterror 1']='@jobs'
    ['geterrorcount 1']='@jobs'
    ['setdisplayname 1']='@jobs'
    ['setdescription 1']='@jobs'
    ['setpriority 1']='@jobs'
    ['setpriority 2']='foreground high normal low'
    ['setminretrydelay 1']='@jobs'
    ['setnoprogresstimeout 1']='@jobs'
    ['setmaxdownloadtime 1']='@jobs'
    ['sethttpmethod 1']='@jobs'
    ['setsecurityflags 1']='@jobs'
    ['setuploadwith 1']='@jobs'
    ['setuploadwith 2']='bits put'
    ['setnotifyflags 1']='@jobs'
    ['setaclflags 1']='@jobs'
    ['setpeercachingflags 1']='@jobs'
    ['setdynamiccontent 1']='@jobs'
    ['setdynamiccontent 2']='true false'
    ['sethighperformance 1']='@jobs'
    ['sethighperformance 2']='true false'
    ['setondemand 1']='@jobs'
    ['setondemand 2']='true false'
    ['setmaxdownloadsize 1']='@jobs'
    ['setautocomplete 1']='@jobs'
    ['setautocomplete 2']='true false'
    ['setcheckdigests 1']='@jobs'
    ['setcheckdigests 2']='true false'
    ['setbandwidth 1']='@jobs'
    ['setbandwidth 2']='auto polite full'
    ['setconnections 1']='@jobs'
    ['setconnections 2']='auto'
    ['settransferpolicy 1']='@jobs'
    ['settransferpolicy 2']='default always not-roaming no-surcharge standard unrestricted'
    ['policy check 1']='@files'
    ['policy set 1']='MaxJobsPerMachine MaxJobsPerUser MaxFilesPerJob MaxRangesPerFile JobInactivityTimeout MaxDownloadTime TimeSlice MaxFilesInFlight MaxForegroundFilesInFlight MaxConnectionsPerServer MaxHttpVersion FullSpeedInBackground AllowedSchemes EnableBITSMaxBandwidth MaxTransferRateOnSchedule MaxBandwidthValidFrom MaxBandwidthValidTo UseSystemMaximum MaxTransferRateOffSchedule EnableBandwidthLimits WorkScheduleStartDay WorkScheduleEndDay WorkScheduleStartHour WorkScheduleEndHour WorkScheduleHighBandwidthLimit WorkScheduleHighBandwidthType WorkScheduleNormalBandwidthLimit WorkScheduleNormalBandwidthType WorkScheduleLowBandwidthLimit WorkScheduleLowBandwidthType NonWorkScheduleHighBandwidthLimit NonWorkScheduleHighBandwidthType NonWorkScheduleNormalBandwidthLimit NonWorkScheduleNormalBandwidthType NonWorkScheduleLowBandwidthLimit NonWorkScheduleLowBandwidthType EnableMaintenanceLimits IgnoreBandwidthLimitsOnLan MaintenanceScheduleStartDay MaintenanceScheduleEndDay MaintenanceScheduleStartHour MaintenanceScheduleEndHour MaintenanceScheduleHighBandwidthLimit MaintenanceScheduleHighBandwidthType MaintenanceScheduleNormalBandwidthLimit MaintenanceScheduleNormalBandwidthType MaintenanceScheduleLowBandwidthLimit MaintenanceScheduleLowBandwidthType TransferPolicyForeground TransferPolicyHigh TransferPolicyNormal TransferPolicyLow PauseOnBattery PauseBelowPercent PauseInPowerSaver MinFreeDiskSpace RequireContentLength RequireRanges EnablePeercaching DisablePeerCachingClient DisablePeerCachingServer MaxCacheSize MaxContentAge UploadWithPut AdministratorGroups'
    ['policy unset 1']='MaxJobsPerMachine MaxJobsPerUser MaxFilesPerJob MaxRangesPerFile JobInactivityTimeout MaxDownloadTime TimeSlice MaxFilesInFlight MaxForegroundFilesInFlight MaxConnectionsPerServer MaxHttpVersion FullSpeedInBackground AllowedSchemes EnableBITSMaxBandwidth MaxTransferRateOnSchedule MaxBandwidthValidFrom MaxBandwidthValidTo UseSystemMaximum MaxTransferRateOffSchedule EnableBandwidthLimits WorkScheduleStartDay WorkScheduleEndDay WorkScheduleStartHour WorkScheduleEndHour WorkScheduleHighBandwidthLimit WorkScheduleHighBandwidthType WorkScheduleNormalBandwidthLimit WorkScheduleNormalBandwidthType WorkScheduleLowBandwidthLimit WorkScheduleLowBandwidthType NonWorkScheduleHighBandwidthLimit NonWorkScheduleHighBandwidthType NonWorkScheduleNormalBandwidthLimit NonWorkScheduleNormalBandwidthType NonWorkScheduleLowBandwidthLimit NonWorkScheduleLowBandwidthType EnableMaintenanceLimits IgnoreBandwidthLimitsOnLan MaintenanceScheduleStartDay MaintenanceScheduleEndDay MaintenanceScheduleStartHour MaintenanceScheduleEndHour MaintenanceScheduleHighBandwidthLimit MaintenanceScheduleHighBandwidthType MaintenanceScheduleNormalBandwidthLimit MaintenanceScheduleNormalBandwidthType MaintenanceScheduleLowBandwidthLimit MaintenanceScheduleLowBandwidthType TransferPolicyForeground TransferPolicyHigh TransferPolicyNormal TransferPolicyLow PauseOnBattery PauseBelowPercent PauseInPowerSaver MinFreeDiskSpace RequireContentLength RequireRanges EnablePeercaching DisablePeerCachingClient DisablePeerCachingServer MaxCacheSize MaxContentAge UploadWithPut AdministratorGroups'
    ['daemon run -']='--stay --log-level'
    ['daemon run --stay']='@flag'
    ['daemon run --log-level']='debug info warning error'
    ['daemon start -']='--log-level'
    ['daemon start --log-level']='debug info warning error'
    ['daemon install -']='--system --root'
    ['daemon install --system']='@free'
    ['daemon install --root']='@free'
    ['daemon uninstall -']='--system --root'
    ['daemon uninstall --system']='@free'
    ['daemon uninstall --root']='@free'
    ['completion -']='--program'
    ['completion --program']='pybits bitsadmin'
    ['completion 1']='bash zsh fish powershell'
    ['doctor -']='--fix --force'
    ['doctor --fix']='@flag'
    ['doctor --force']='@flag'
    ['doctor +']='@jobs'
    ['util version -']='--verbose'
    ['util version --verbose']='@flag'
    ['util repairservice -']='--force'
    ['util repairservice --force']='@flag'
    ['util getieproxy -']='--conn'
    ['util getieproxy --conn']='@free'
    ['util getieproxy 1']='LOCALSYSTEM NETWORKSERVICE LOCALSERVICE ME'
    ['util setieproxy -']='--conn'
    ['util setieproxy --conn']='@free'
    ['util setieproxy 1']='LOCALSYSTEM NETWORKSERVICE LOCALSERVICE ME'
    ['util setieproxy 2']='NO_PROXY AUTODETECT MANUAL_PROXY AUTOSCRIPT RESET'
    ['util setieproxy +']='@free'
    ['util enableanalyticchannel -']='--machine'
    ['util enableanalyticchannel --machine']='@flag'
    ['util enableanalyticchannel 1']='TRUE FALSE'
    ['util events -']='--last'
    ['util events --last']='@free'
    ['cache list -']='--verbose'
    ['cache list --verbose']='@flag'
    ['cache info -']='--verbose'
    ['cache info --verbose']='@flag'
    ['/']='/create /addfile /addfileset /addfilewithranges /resume /suspend /complete /cancel /reset /transfer /list /info /listfiles /monitor /gettemporaryname /getvalidationstate /setvalidationstate /getpeerstats /setnotifycmdline /getnotifyinterface /takeownership /setcustomheaders /makecustomheaderswriteonly /setproxysettings /replaceremoteprefix /setcredentials /removecredentials /setclientcertificatebyid /setclientcertificatebyname /removeclientcertificate /getreplyfilename /setreplyfilename /getreplyprogress /getreplydata /sethelpertoken /sethelpertokenflags /gethelpertokenflags /gethelpertokensid /gettype /getstate /getdisplayname /getdescription /getpriority /getminretrydelay /getnoprogresstimeout /getmaxdownloadtime /gethttpmethod /getsecurityflags /getcustomheaders /getclientcertificate /getproxyusage /getproxylist /getproxybypasslist /getnotifyflags /getnotifycmdline /getaclflags /getpeercachingflags /getowner /getcreationtime /getmodificationtime /getcompletiontime /getbytestotal /getbytestransferred /getfilestotal /getfilestransferred /geterror /geterrorcount /setdisplayname /setdescription /setpriority /setminretrydelay /setnoprogresstimeout /setmaxdownloadtime /sethttpmethod /setsecurityflags /setnotifyflags /setaclflags /setpeercachingflags /util /cache /peers /peercaching'
    ['/util']='/version /repairservice /getieproxy /setieproxy /enableanalyticchannel'
    ['/cache']='/clear /delete /deleteurl /list /info /getlimit /setlimit /getexpirationtime /setexpirationtime'
    ['/peers']='/discover /clear /list'
    ['/peercaching']='/getconfigurationflags /setconfigurationflags'
    ['/ -']='/rawreturn /wrap /nowrap /? /help'
    ['/ /rawreturn']='@flag'
    ['/ /wrap']='@flag'
    ['/ /nowrap']='@flag'
    ['/create -']='/download /upload /upload-reply'
    ['/create /download']='@flag'
    ['/create /upload']='@flag'
    ['/create /upload-reply']='@flag'
    ['/addfile -']=''
    ['/addfile 1']='@jobs'
    ['/addfile 3']='@files'
    ['/addfileset -']=''
    ['/addfileset 1']='@jobs'
    ['/addfileset 2']='@files'
    ['/addfilewithranges -']=''
    ['/addfilewithranges 1']='@jobs'
    ['/addfilewithranges 3']='@files'
    ['/resume 1']='@jobs'
    ['/suspend 1']='@jobs'
    ['/complete 1']='@jobs'
    ['/cancel 1']='@jobs'
    ['/reset -']='/allusers'
    ['/reset /allusers']='@flag'
    ['/transfer -']='/download /upload /priority /aclflags /dynamic'
    ['/transfer /download']='@flag'
    ['/transfer /upload']='@flag'
    ['/transfer /priority']='foreground high normal low'
    ['/transfer /aclflags']='@free'
    ['/transfer /dynamic']='@flag'
    ['/transfer 1']='@free'
    ['/transfer +']='@files'
    ['/list -']='/allusers /verbose'
    ['/list /allusers']='@flag'
    ['/list /verbose']='@flag'
    ['/info -']='/verbose'
    ['/info /verbose']='@flag'
    ['/info 1']='@jobs'
    ['/listfiles -']=''
    ['/listfiles 1']='@jobs'
    ['/monitor -']='/refresh /allusers'
    ['/monitor /refresh']='@free'
    ['/monitor /allusers']='@flag'
    ['/gettemporaryname 1']='@jobs'
    ['/getvalidationstate 1']='@jobs'
    ['/setvalidationstate 1']='@jobs'
    ['/setvalidationstate 3']='true false'
    ['/getpeerstats 1']='@jobs'
    ['/setnotifycmdline 1']='@jobs'
    ['/setnotifycmdline 2']='@files'
    ['/getnotifyinterface 1']='@jobs'
    ['/takeownership 1']='@jobs'
    ['/setcustomheaders 1']='@jobs'
    ['/setcustomheaders +']='@free'
    ['/makecustomheaderswriteonly 1']='@jobs'
    ['/setproxysettings 1']='@jobs'
    ['/replaceremoteprefix 1']='@jobs'
    ['/setcredentials -']=''
    ['/setcredentials 1']='@jobs'
    ['/setcredentials 2']='server proxy'
    ['/setcredentials 3']='basic digest ntlm negotiate passport'
    ['/removecredentials 1']='@jobs'
    ['/removecredentials 2']='server proxy'
    ['/removecredentials 3']='basic digest ntlm negotiate passport'
    ['/setclientcertificatebyid 1']='@jobs'
    ['/setclientcertificatebyid 2']='1 2 CURRENT_USER LOCAL_MACHINE'
    ['/setclientcertificatebyid 3']='MY CA ROOT SPC'
    ['/setclientcertificatebyname 1']='@jobs'
    ['/setclientcertificatebyname 2']='1 2 CURRENT_USER LOCAL_MACHINE'
    ['/setclientcertificatebyname 3']='MY CA ROOT SPC'
    ['/removeclientcertificate 1']='@jobs'
    ['/getreplyfilename 1']='@jobs'
    ['/setreplyfilename 1']='@jobs'
    ['/setreplyfilename 2']='@files'
    ['/getreplyprogress 1']='@jobs'
    ['/getreplydata 1']='@jobs'
    ['/sethelpertoken 1']='@jobs'
    ['/sethelpertokenflags 1']='@jobs'
    ['/gethelpertokenflags 1']='@jobs'
    ['/gethelpertokensid 1']='@jobs'
    ['/gettype 1']='@jobs'
    ['/getstate 1']='@jobs'
    ['/getdisplayname 1']='@jobs'
    ['/getdescription 1']='@jobs'
    ['/getpriority 1']='@jobs'
    ['/getminretrydelay 1']='@jobs'
    ['/getnoprogresstimeout 1']='@jobs'
    ['/getmaxdownloadtime 1']='@jobs'
    ['/gethttpmethod 1']='@jobs'
    ['/getsecurityflags 1']='@jobs'
    ['/getcustomheaders 1']='@jobs'
    ['/getclientcertificate 1']='@jobs'
    ['/getproxyusage 1']='@jobs'
    ['/getproxylist 1']='@jobs'
    ['/getproxybypasslist 1']='@jobs'
    ['/getnotifyflags 1']='@jobs'
    ['/getnotifycmdline 1']='@jobs'
    ['/getaclflags 1']='@jobs'
    ['/getpeercachingflags 1']='@jobs'
    ['/getowner 1']='@jobs'
    ['/getcreationtime 1']='@jobs'
    ['/getmodificationtime 1']='@jobs'
    ['/getcompletiontime 1']='@jobs'
    ['/getbytestotal 1']='@jobs'
    ['/getbytestransferred 1']='@jobs'
    ['/getfilestotal 1']='@jobs'
    ['/getfilestransferred 1']='@jobs'
    ['/geterror 1']='@jobs'
    ['/geterrorcount 1']='@jobs'
    ['/setdisplayname 1']='@jobs'
    ['/setdescription 1']='@jobs'
    ['/setpriority 1']='@jobs'
    ['/setpriority 2']='foreground high normal low'
    ['/setminretrydelay 1']='@jobs'
    ['/setnoprogresstimeout 1']='@jobs'
    ['/setmaxdownloadtime 1']='@jobs'
    ['/sethttpmethod 1']='@jobs'
    ['/setsecurityflags 1']='@jobs'
    ['/setnotifyflags 1']='@jobs'
    ['/setaclflags 1']='@jobs'
    ['/setpeercachingflags 1']='@jobs'
    ['/util /version -']='/verbose'
    ['/util /version /verbose']='@flag'
    ['/util /repairservice -']='/force'
    ['/util /repairservice /force']='@flag'
    ['/util /getieproxy -']='/conn'
    ['/util /getieproxy /conn']='@free'
    ['/util /getieproxy 1']='LOCALSYSTEM NETWORKSERVICE LOCALSERVICE ME'
    ['/util /setieproxy -']='/conn'
    ['/util /setieproxy /conn']='@free'
    ['/util /setieproxy 1']='LOCALSYSTEM NETWORKSERVICE LOCALSERVICE ME'
    ['/util /setieproxy 2']='NO_PROXY AUTODETECT MANUAL_PROXY AUTOSCRIPT RESET'
    ['/util /setieproxy +']='@free'
    ['/util /enableanalyticchannel -']=''
    ['/util /enableanalyticchannel 1']='TRUE FALSE'
    ['/cache /list -']='/verbose'
    ['/cache /list /verbose']='@flag'
    ['/cache /info -']='/verbose'
    ['/cache /info /verbose']='@flag'
)

# Splits a line as the shell would: `words` before the cursor, and of the last one its `value`, how it was typed (`raw`),
# the quote that is open in it, and whether a backslash waits for its character.
_pybits_split() {
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
_pybits_add() {
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
_pybits_place() {
    local verb=. word key pending= number=1
    options= slash=
    [[ pybits == bitsadmin || ${words[1]-$value} == /* ]] && verb=/ slash=1
    for word in "${words[@]:1}"; do
        [[ $slash ]] && word=${word,,}
        key="$verb $word"
        if [[ $pending ]]; then
            pending=
        elif [[ $word == [-/]* && ${_pybits_table[$key]} ]]; then
            [[ ${_pybits_table[$key]} == @flag ]] || pending=$key
        elif [[ ! $slash && $word == -* ]]; then
            continue
        elif [[ $verb == [./] ]]; then
            verb=${word:-?}
        elif [[ $number == 1 && ${_pybits_table[$verb]} ]]; then
            verb=$key
        else
            key="$verb $number $word"
            if [[ ${_pybits_table[$key]} ]]; then verb=$key number=1; else ((number++)); fi
        fi
    done
    if [[ $pending ]]; then
        answer=${_pybits_table[$pending]}
        return
    fi
    options=${_pybits_table["$verb -"]}
    answer=
    [[ $number == 1 ]] && answer=${_pybits_table[$verb]}
    [[ $answer ]] || answer=${_pybits_table["$verb $number"]:-${_pybits_table["$verb +"]}}
    if [[ ! $slash ]]; then
        case $value in
            --*=*)
                key=${value%%=*} answer=${_pybits_table["$verb ${value%%=*}"]}
                [[ $answer == @* ]] && answer=
                answer=${answer:+$key=${answer// / $key=}} options=
                ;;
            -*) options+=" ${_pybits_table[--]}" answer= ;;
            *) options= ;;
        esac
    fi
}

_pybits() {
    local -a words list
    local value raw quote escaped answer options slash word program=$1
    COMPREPLY=()
    _pybits_split "${COMP_LINE:0:COMP_POINT}"
    _pybits_place
    [[ $answer == @files ]] || compopt +o default
    [[ $answer == @* ]] || options="$answer $options"
    read -ra list <<<"$options"
    for word in "${list[@]}"; do
        # bitsadmin's words are the same in either case: they follow what was typed.
        [[ $slash && $value != "${value,,}" ]] && word=${word^^}
        if [[ ${word:0:${#value}} == "$value" || ($slash && ${word:0:${#value}} == "${value^^}") ]]; then
            _pybits_add "$word" "$2"
        fi
    done
    [[ $answer == @jobs ]] || return 0
    [[ $program == "~/"* ]] && program=$HOME/${program:2}
    answer=jobs
    [[ $value == "{"* ]] && answer=guids
    while IFS=$'\t' read -r word _; do
        [[ ${word:0:${#value}} == "$value" ]] && _pybits_add "$word" "$2"
    done < <("$program" --complete $answer 2>/dev/null)
    return 0
}

complete -o default -F _pybits pybits
