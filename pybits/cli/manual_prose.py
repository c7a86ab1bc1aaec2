"""What the man pages say beside the tables: why and how, in the words of somebody who uses pybits."""

from __future__ import annotations

SYNOPSIS = """
`pybits` [`--json`] [`--raw`] [`--quiet`] <VERB> [<OPTION>...] [<WORD>...]

`pybits` `/`<SWITCH> [<WORD>...]
"""

ABOUT = """
`pybits` moves files in the background and does not lose them: it is what the Background Intelligent Transfer Service
is on Windows. Work is kept in jobs. A job has a name, a GUID, properties, a list of files and a state; it is on the
disk before the command that made it returns. A daemon of your own moves the bytes. It starts when it is needed, and
ends when nothing is left to do.

A closed terminal, a lost connection, a killed process or a reboot only makes a transfer go on later, from the byte that
it had. Files appear under their names when the job is completed, whole or not at all.

<JOB> is a job's name, or its GUID with or without braces. Names need not be unique; if several jobs have the name, the
GUID is needed. A command line that begins with a switch, such as `/list`, is in bitsadmin's syntax: see
`bitsadmin`(1).
"""

LIFE = """
A new job is SUSPENDED. `resume` makes it QUEUED; when its turn comes it is CONNECTING, then TRANSFERRING. With every
file here it is TRANSFERRED and waits for `complete`, which gives the files their names and ends the job (ACKNOWLEDGED).
`cancel` ends it at any point and drops what it has (CANCELLED).

An upload is TRANSFERRED when the server has the file, and for an upload-reply when its answer is here too. If the file
changes before that, the job is in ERROR. A cancelled upload is gone at once; the daemon goes on telling the server so,
for a day at most. A file that goes up by a plain PUT begins again after an interruption, all others go on.

TRANSIENT_ERROR is an error that time may mend, such as a busy server or a full disk: the job is tried again after its
minimum retry delay, then after longer ones, and at once with `resume`. ERROR waits for you: `pybits info` says why,
`resume` tries again.
"""

OUTPUT = """
Results go to standard output, errors and remarks to standard error. On a terminal, lists are drawn as tables; in a pipe
they are plain lines. Control characters in names, URLs and what servers say are shown as escapes. An error has a
sentence, a number and a name, such as 0x80200001 BG_E_NOT_FOUND; with `--json` it is an object too.
"""

STATUS = (
    "A command on several jobs ends with the worst of their statuses. Published numbers do not change their meaning."
)

ENVIRONMENT = (
    ("`PYBITS_HOME`", "The folder of your jobs, instead of `~/.local/share/pybits`."),
    ("`PYBITS_MACHINE_DIR`", "The folder that all users share, instead of `/var/lib/pybits`."),
    ("`PYBITS_POLICY`", "The policy file, instead of `/etc/xdg/pybits/policy.toml`."),
    ("`PYBITS_CONFIG`", "Your settings, instead of `~/.config/pybits/config.toml`."),
    ("`PYBITS_MACHINE_CONFIG`", "The machine's settings, instead of `/etc/xdg/pybits/config.toml`."),
    ("`PYBITS_DEBUG`", "When set, an unexpected error shows where in the program it arose."),
    (
        "`PYBITS_JOB`, `PYBITS_NAME`, `PYBITS_STATE`, `PYBITS_ERROR`, `PYBITS_ERROR_TEXT`, `PYBITS_ATTEMPT`",
        (
            "Given to a notify command: the job's GUID, name and state, its error's number and words (empty without "
            "one), and how often the command has been run for this state, this time included; 0 by hand (`notify`)."
        ),
    ),
    (
        "`PYBITS_FILE`, `PYBITS_URL`, `PYBITS_STATUS`",
        "Given to a URL command with these: the file's number, its URL, and the HTTP status that it is refused with.",
    ),
    (
        "`XDG_DATA_HOME`, `XDG_CONFIG_HOME`",
        "When they are absolute paths, stand for `~/.local/share` and `~/.config` above.",
    ),
    ("`NO_COLOR`", "When set and not empty, nothing is coloured; nor is it when `TERM` is dumb."),
    ("`COLUMNS`", "The width of the output, instead of the terminal's."),
)

FILES = (
    ("`~/.local/share/pybits`", "Your jobs and the daemon's log: see `pybits-store`(7)."),
    ("`/var/lib/pybits`", "Who has how many jobs; `/var/tmp/pybits` where no administrator made it."),
    ("`/etc/xdg/pybits/policy.toml`", "The policies: see `pybits-policy`(5)."),
    (
        "`~/.config/pybits/config.toml`, `/etc/xdg/pybits/config.toml`",
        (
            "Your settings and the machine's: default proxy, event log, peer cache. The verbs of `util`, `cache` and "
            "`peercaching` write them. `free` under `[disk]` is yours to write: the mebibytes that downloads leave "
            "free of a disk, where the policy MinFreeDiskSpace asks for less."
        ),
    ),
    (
        "`.BIT*.tmp` beside a destination",
        "What has arrived of a file that does not have its name yet. Do not change or remove it: cancel the job.",
    ),
)

EXAMPLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("One file, waited for:", ("pybits transfer disc https://example.org/disc.iso disc.iso",)),
    (
        "Many files in the background:",
        (
            "pybits create mirror",
            "pybits addfileset mirror files.txt",
            "pybits setpriority mirror low",
            "pybits resume mirror",
            "pybits wait mirror && pybits complete mirror",
        ),
    ),
    (
        "In a script, by the GUID, so that two runs do not meet under one name:",
        (
            "job=$(pybits --raw create nightly)",
            'pybits addfile "$job" https://example.org/data.db /srv/data.db',
            'pybits resume "$job"',
            'pybits wait "$job" --timeout 3600 && pybits complete "$job"',
        ),
    ),
)

BITSADMIN = """
`bitsadmin` understands the command lines that scripts for Windows' tool of that name contain, and prints what that
prints. `pybits` understands them too when its first word is a switch. Both work on the same jobs.

Commands, switches and words such as priorities are the same in upper and lower case. Switches stand where the syntax
has them: a word in another place is a word, even if it looks like a switch. Local names must be absolute paths. <job>
is a job's name, or its GUID in braces.
"""

BITSADMIN_STATUS = """
0 when the command was done. Otherwise the low byte of the error's HRESULT, 1 if that is 0 or if several jobs have the
name. 130 when interrupted. Errors are printed to standard output, as Windows' tool does.
"""

BITSADMIN_EXAMPLES = (
    "bitsadmin /create fetch",
    "bitsadmin /addfile fetch https://example.org/a.tar /srv/a.tar",
    "bitsadmin /resume fetch",
    "bitsadmin /rawreturn /getstate fetch",
    "bitsadmin /complete fetch",
)

POLICY = """
Policies are what an administrator allows to jobs. They are Windows' group policies for BITS, under the same names, in
one TOML file for the whole machine. A key that is missing has its default. Who may write the file may set the policies:
that is root, unless `PYBITS_POLICY` names another file, which counts only for the programs that are given it.

`pybits policy show` prints what is in force and where it comes from, `pybits policy check` looks for mistakes in a file
before it is installed, `pybits policy set` changes one key and leaves the rest of the file as it is, comments too.
"""

STORE = """
The store is what pybits remembers: a folder for each user, mode 0700, and a small one for the whole machine. Commands
and daemon work on it together, and every command works without a daemon; only moving bytes needs one. Nothing in it
has to be looked after. It may be copied while no command and no daemon is running.
"""

STORE_FILES = (
    ("`format.json`", "The number of the layout. A program that does not know the number refuses to touch the store."),
    ("`jobs/`<GUID>`/job.json`", "A job: its properties, its state, its last error. Always replaced as a whole."),
    ("`jobs/`<GUID>`/files.jsonl`", "The job's files, one a line: where from, where to."),
    ("`jobs/`<GUID>`/progress.jsonl`", "How much of each file is safely on the disk. Only the daemon writes it."),
    ("`jobs/`<GUID>`/responses.jsonl`", "The headers of the last response to each file, for `info --verbose`."),
    ("`jobs/`<GUID>`/history.jsonl`", "What happened to the job, and when: what `pybits history` prints."),
    (
        "`jobs/`<GUID>`/secrets.json`",
        "Passwords, and headers that are write-only, mode 0600. Nothing shows them; the daemon reads them for a turn.",
    ),
    ("`jobs/`<GUID>`/notify.out`", "What the job's notify command prints; it is never more than a mebibyte for long."),
    ("`jobs/`<GUID>`/trial.out`", "What it printed when it was last run by hand (`pybits notify`)."),
    ("`index`", "A line for each change, so that a job is found by name without reading all. It can be made anew."),
    ("`ended`", "How the last jobs that are gone ended."),
    ("`reserve`", "Nothing, on blocks of its own: room for what ends jobs, or says that they wait, on a full disk."),
    ("`passage/`", "Jobs on their way in or out: a job appears, and goes away, as a whole."),
    ("`pace`", "How fast the jobs that are held back move; for `pybits info` to show."),
    ("`destinations`", "Which job writes where, to notice two that write the same file."),
    ("`damaged/`", "Records that could not be read, set aside. Commands name them; the other jobs go on."),
    ("`lock`", "Held for the moment of each change."),
    ("`engine.lock`", "Held by the daemon as long as it lives."),
    ("`events.jsonl`, `events.1.jsonl`", "What happens, for programs, if that is wanted: see EVENTS."),
    ("`wake`, `daemon.log`", "A pipe that tells the daemon to look, and what the daemon has to say."),
)

EVENTS = """
`pybits util enableanalyticchannel TRUE` makes the daemon write what happens to `events.jsonl` in the store, a JSON
object a line. Each has `at`, seconds since the epoch, `event`, one of the names below, and that event's facts. When the
file has grown to a mebibyte it becomes `events.1.jsonl`, in the place of the one before. `pybits util events` shows the
last events.
"""

MACHINE_FILES = (
    ("`lock`", "Held while a job is made, so that limits hold for all users together."),
    ("`users/`<UID>`/`", "A registration of each live job of a user, in a folder that belongs to the user."),
    (
        "`turn/`",
        "Whose background job runs: a lock, and for each user a folder of claims and of bells to wake daemons.",
    ),
)

PROMISES = (
    (
        "What was acknowledged is kept.",
        (
            "When a command returns, what it did is on the disk and survives a power cut. Two commands at once do not "
            "undo each other: each change is made alone, on what the job is at that moment."
        ),
    ),
    (
        "No byte is counted before it is safe.",
        (
            "A record claims only bytes that were written to the disk before. After a crash a transfer goes on where "
            "the record says, not where the temporary file happens to end."
        ),
    ),
    (
        "What was begun is finished.",
        (
            "Renaming and deleting files is written down before it is done. If the machine stops in between, the next "
            "command or the daemon does the rest; doing it twice is harmless. A file that cannot have its name leaves "
            "the job TRANSFERRED, to be completed again."
        ),
    ),
    (
        "One program at a time touches the temporary files.",
        (
            "It is the daemon, or a command while no daemon runs. A daemon that was killed blocks nobody: the kernel "
            "gives the lock back, the next daemon takes up the work."
        ),
    ),
    (
        "Old news changes nothing.",
        (
            "Each turn of a job has a number, and so has each report about it. What a transfer that was stopped still "
            "reports is not taken for news of the one that runs now."
        ),
    ),
)
