"""Jobs, files and claims as Hypothesis makes them: every field, every kind of text that the checks let through."""

from __future__ import annotations

from hypothesis import strategies as st

from pybits.domain.enums import ErrorContext, JobPriority, JobType, ProxyUsage
from pybits.domain.file import File, FileProgress, FileRange, IfExists, Renewed, Validator, Wanted
from pybits.domain.hresult import HResult
from pybits.domain.job import ClientCertificate, Deed, Job, JobError, Notice, NotifyCommand, Retry, Settled, Trial
from pybits.domain.moment import Moment
from pybits.domain.state import JobState

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
COUNTS = st.integers(0, 1 << 62)
TIMES = st.floats(0, 60_000_000_000)
CODES = st.integers(0, 0xFFFFFFFF).map(HResult)
MOMENTS = st.builds(Moment, TIMES, TIMES, TEXT)
GUIDS = st.uuids().map(lambda uuid: "{" + str(uuid).upper() + "}")

HEADERS = TEXT.filter(str.isprintable).map(lambda value: f"Name: {value}")

ERRORS = st.builds(JobError, CODES, st.sampled_from(ErrorContext), TEXT, TIMES, st.none() | COUNTS)

JOBS = st.builds(
    Job,
    guid=GUIDS,
    name=TEXT,
    type=st.sampled_from(JobType),
    owner=COUNTS,
    created=TIMES,
    modified=TIMES,
    state=st.sampled_from(JobState),
    description=TEXT,
    priority=st.sampled_from(JobPriority),
    min_retry_delay=COUNTS,
    no_progress_timeout=COUNTS,
    transferred=st.none() | TIMES,
    turn=COUNTS,
    error=st.none() | ERRORS,
    error_count=COUNTS,
    retry=st.none() | st.builds(Retry, MOMENTS, MOMENTS, COUNTS, COUNTS),
    deeds=st.lists(st.sampled_from(Deed), unique=True).map(tuple),
    ticket=TEXT,
    settled=st.none() | st.builds(Settled, TEXT, CODES, TEXT),
    files_total=COUNTS,
    files_done=COUNTS,
    bytes_done=COUNTS,
    bytes_total=st.none() | COUNTS,
    umask=st.integers(0, 0o777),
    notify_flags=COUNTS,
    notify_command=st.none() | st.builds(NotifyCommand, TEXT, st.none() | TEXT),
    notice=st.builds(Notice, COUNTS, st.none() | MOMENTS, st.booleans()),
    url_command=st.none() | st.builds(NotifyCommand, TEXT, st.none() | TEXT),
    renewing=st.booleans(),
    trial=st.none() | st.builds(Trial, TEXT, st.none() | COUNTS, TEXT),
    active=st.none() | MOMENTS,
    custom_headers=st.none() | st.lists(HEADERS, max_size=3).map(tuple),
    credentials=st.lists(TEXT, max_size=3).map(tuple),
    client_certificate=st.none() | st.builds(ClientCertificate, TEXT, TEXT, COUNTS, TEXT, TEXT, TEXT),
    http_method=TEXT,
    security_flags=COUNTS,
    proxy_usage=st.sampled_from(ProxyUsage),
    proxy_list=TEXT,
    proxy_bypass_list=TEXT,
    proxy_environment=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    max_download_time=COUNTS,
    download_time=TIMES,
    timed_from_turn=COUNTS,
    rejected=st.lists(COUNTS, max_size=3).map(tuple),
    acl_flags=COUNTS,
    peer_caching_flags=COUNTS,
    transfer_policy=COUNTS,
    dynamic_content=st.booleans(),
    high_performance=st.booleans(),
    on_demand=st.booleans(),
    wanted=st.lists(st.builds(Wanted, COUNTS, COUNTS, st.none() | COUNTS), max_size=3).map(tuple),
    max_download_size=st.none() | COUNTS,
    check_digests=st.booleans(),
    auto_complete=st.booleans(),
)

CHECKSUMS = st.just("") | st.text("0123456789abcdef", min_size=64, max_size=64).map(lambda digits: f"sha256:{digits}")
RANGES = st.lists(st.builds(FileRange, COUNTS, st.none() | COUNTS), max_size=4).map(tuple)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
FILES = st.builds(
    File,
    COUNTS,
    TEXT,
    TEXT,
    TEXT,
    RANGES,
    st.booleans(),
    CHECKSUMS,
    NAMES,
    st.sampled_from(IfExists),
    st.booleans(),
    st.none() | st.builds(Renewed, TIMES, COUNTS, COUNTS),
)

VALIDATORS = st.builds(Validator, st.none() | TEXT, st.none() | TEXT, st.none() | COUNTS)
ISLANDS = st.lists(COUNTS, max_size=6, unique=True).map(
    lambda borders: tuple(zip(*[iter(sorted(borders)[: len(borders) // 2 * 2])] * 2, strict=True))
)
CLAIMS = st.builds(
    FileProgress,
    written=COUNTS,
    durable=COUNTS,
    total=st.none() | COUNTS,
    validator=VALIDATORS,
    resumable=st.none() | st.booleans(),
    done=st.booleans(),
    published=st.booleans(),
    inode=st.none() | COUNTS,
    boot=TEXT,
    digest=CHECKSUMS,
    islands=ISLANDS,
    safe_islands=ISLANDS,
)

# What may stand in a JSON file that somebody else has written: all that json reads, NaN and huge numbers included.
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.sampled_from([-1, 10**12, 10**400, 1 << 64])
    | st.floats()
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
