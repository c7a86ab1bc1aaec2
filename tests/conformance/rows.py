"""The rows of the conformance reference: which there are, which wait for a feature, and where pybits decided.

A row is checked by tests that are named after it (test_C080_…) in the module of its section, or it stands in
WAITING or WITHOUT_TEST with the reason. A row in DECIDED has tests too: they check the decision.
"""

from __future__ import annotations

SECTIONS: dict[int, str] = {
    1: "C002 C003 C005 C006 C008 C009 C011 C012 C014 C015 C017 C018 C020",
    2: "C021 C023 C024 C026 C027",
    3: "C030 C032 C033 C035 C036 C038 C039 C041 C042 C044 C045 C047 C048 C050 C051 C053",
    4: "C060 C062 C063 C065 C066 C068 C069 C071 C072 C074 C075 C077 C078",
    5: "C080 C081 C083 C084 C086 C087 C089 C090 C092 C093 C095 C096 C098 C099 C101 C102 C104 C105 C107 C108 C110 "
    "C111 C113 C114",
    6: "C120 C122 C123 C125 C126 C128 C129 C131 C132 C134 C135 C137 C138 C140 C141 C143 C144 C146",
    7: "C150 C152 C153 C155 C156 C158 C159 C161 C162 C164 C165 C167 C168 C170 C171 C173 C174 C176 C177 C179 C180 "
    "C182 C183 C185 C186 C188 C189 C191 C192 C194 C195 C197",
    8: "C200 C201 C203 C204 C206 C207 C209 C210 C212",
    9: "C221 C222 C224 C225 C227 C228 C230 C231 C233 C234",
    10: "C240 C242 C243 C245 C246",
}

# Verbs of bitsadmin that pybits does not have, and the rows that need them. As soon as a verb is in the catalogue its
# rows want tests: the test of this table says so.
WAITING: dict[str, str] = {}

# Rows without a test for another reason than a missing verb.
WITHOUT_TEST: dict[str, str] = {
    "C165": "The interval of notifications belongs to the COM callback, which Unix has not.",
    "C197": "There is no store of an account's credentials; setcredentials names netrc, a keyring or a ticket instead.",
    "C204": "There is no enumerator: a list is a Python list, whose length needs no fetching.",
    "C206": "There is no enumerator to reset: a Python list is iterated again.",
    "C207": "There is no enumerator to clone; nobody depends on it on Windows either.",
    "C225": "The refresh time of monitor holds for the whole run; nothing else could change it.",
    "C228": "A destination may lie in any folder that the user may write; there is no agreed folder.",
    "C230": "There are no temporary folders: temporary files go with their job (C093).",
}

# Where sources disagree, or Unix differs: what pybits does. The tests of these rows check the decision.
DECIDED: dict[str, str] = {
    "C023": "A missing word is wrong usage: bitsadmin's line and status 1, or exit status 2 and 0x80070057 in JSON.",
    "C039": "The bitsadmin face refuses a relative path (0x80070057), the click face makes it absolute.",
    "C041": "An unsupported protocol is 0x80070057, as Microsoft documents it; so is ftp until AllowedSchemes has it.",
    "C062": "A range without a byte is 0x8020002b wherever it stands in the list.",
    "C063": "A refused list is the command's error; the job is not touched.",
    "C072": "Ranges of an upload are 0x80004001, as Microsoft documents it.",
    "C078": "eof, -1 and 2^64-1 are the same length: to the end of the file.",
    "C086": "A job that ended is looked up and not found: 0x80200001, for every setter.",
    "C090": "A job that ended is not found: 0x80200001, with a sentence that says how and when it ended.",
    "C095": "An early complete is 0x00200017, names what it dropped, and has exit status 3 of its own.",
    "C102": "A job that ended is looked up and not found: 0x80200001.",
    "C105": "Nothing to resume is 0x80200003 in state TRANSFERRED only; suspended after that, it is TRANSFERRED again.",
    "C107": "The error is cleared by the resume, not only when bytes move again.",
    "C128": "A delay is at least 5 seconds; one beyond the timeout means no retry: ERROR at the first error.",
    "C135": "An error that is not about a file has two lines instead of three, and no code for the missing one.",
    "C138": "Without credentials every 401 is final.",
    "C153": "A job that ended is looked up and not found: 0x80200001, for every setter.",
    "C159": "The floor of the retry delay is 5 seconds; smaller values are raised without an error.",
    "C179": "A header's line end belongs to HTTP: it may be given, and is not kept.",
    "C183": "Custom headers are not sent to the server that a reported redirect led to.",
    "C177": "Taking another user's job over is 0x80004001: its paths and URLs are that user's to change, and root's "
    "daemon would follow them with root's rights. Windows checks the new owner's access to each file; no Unix check "
    "holds for a folder that somebody else may replace by a link. Root may use every other verb on it.",
    "C194": "High performance keeps the temporary file, as every job does. To ask for a range is to resume the job.",
    "C195": "In the background nothing runs on a metered connection unless job or policy say so, as on Windows 10.",
    "C189": "bitsadmin's syntax wants the parameters, at least NULL; the click face lets them be left out.",
    "C210": "The oldest job is listed first.",
    "C231": "Only with --reuse, and only for the same URL and destination; else each job is one of its own.",
    "C242": "A complete that comes too late says Unable to complete job - 0x80200001, and how the job ended.",
    "C246": "The daemon cannot be disabled; that it cannot be started is 0x80070422 and exit status 12.",
}

# Where the slash face differs from bitsadmin's layouts on purpose; tests/cli/golden/outputs/ has what it prints.
LAYOUT: dict[str, str] = {
    "banner": "Where it once had its build in brackets stand pybits and its version; the third line names the authors.",
    "times": "2026-01-02 03:04:05 in local time, the same in every region; bitsadmin's depend on the user's settings.",
    "/getsecurityflags": "Four hexadecimal digits, as the documentation writes the flags.",
    "errors": "Two lines as bitsadmin's, and a third that names the argument and says what to do.",
    "exit status": "The low byte of the HRESULT, never 0 for a failure; 1 for wrong usage and an ambiguous name.",
    "ambiguous name": "The GUIDs of the jobs stand before `Use the job identifier instead of the job name.`",
    "ERROR FILE": "Left out when the error is not about a file. The error's own words replace the code's text.",
    "owner": "The user's name. Root is HIGH and elevated, everybody else MEDIUM and not.",
    "WORKING": "The word of every file: a file leaves the queue with its job, and so nothing else is ever seen.",
    "/monitor": "Printed again at each look, cut to the width of the terminal; the screen is not cleared.",
    "/transfer": "A job whose transfer cannot go on is cancelled; remarks for people go to stderr.",
    "usage": "Texts of its own, from the catalogue; the first line and the order of the groups are alike.",
}
