"""Making jobs: create, addfile, addfileset, addmetalink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pybits.cli.context import Context
from pybits.cli.places import absolute
from pybits.cli.views import Added, Changed, Created, Note, View
from pybits.domain.enums import JobType, UploadWith
from pybits.domain.file import File, IfExists
from pybits.domain.hresult import E_INVALIDARG, S_FALSE, BitsError
from pybits.domain.job import Job
from pybits.domain.values import parse_upload_with

_SEEN = (
    "The user name and password in the URL are kept with the job's credentials. Other users may have seen them on the "
    "command line; 'pybits setcredentials' asks for them instead."
)


def job_type(word: str | None) -> JobType:
    """Read a type, download when none is given; E_INVALIDARG for a word that is none."""
    try:
        return JobType[(word or "download").upper().replace("-", "_")]
    except KeyError:
        raise BitsError(E_INVALIDARG, f"the type must be download, upload or upload-reply, not '{word}'.") from None


def upload_way(word: str | None) -> UploadWith | None:
    """Read how to upload, None when that was not said; E_INVALIDARG for a word that is no way."""
    return None if word is None else parse_upload_with("--upload-with", word)


def create(
    ctx: Context,
    name: str,
    type: str | None,
    upload_with: str | None,
    property: tuple[str, ...],
    header: tuple[str, ...],
    netrc: bool,
) -> View:
    """Make a suspended job without files."""
    kind, way = job_type(type), upload_way(upload_with)
    if not (property or header or netrc):
        return Created(ctx.manager.create_job(name, kind, way))
    from pybits.cli.handlers import wishes
    from pybits.manager.following import born

    wanted = wishes.properties(property), wishes.headers(ctx, header)
    return Created(born(ctx.manager, name, kind, *wanted, way, logins=wishes.logins(ctx, netrc)))


def addfile(  # noqa: PLR0913, PLR0917 - as many as the verb has words and options
    ctx: Context,
    job: str,
    url: str,
    path: str,
    checksum: str | None,
    mirror: tuple[str, ...],
    if_exists: str | None,
    reuse: bool,
) -> Iterator[View]:
    """Add one file, unless a job that has it is to be reused."""
    found = ctx.manager.find(job)
    wanted = [file(ctx, url, path, checksum, mirror, if_exists)]
    twin = ctx.manager.twin(wanted) if reuse else None
    if twin is None:
        yield from add(ctx, found, wanted)
    else:
        yield Changed(twin, S_FALSE, f"Job {twin.guid} '{twin.name}' fetches that already.")


def file(
    ctx: Context,
    url: str,
    path: str,
    checksum: str | None = None,
    mirrors: tuple[str, ...] = (),
    if_exists: str | None = None,
) -> File:
    """Put a file together; the click face makes its path absolute."""
    local = path if ctx.slash else absolute(path, ctx.cwd())
    made = File(0, url, local, mirrors=mirrors, if_exists=IfExists((if_exists or "replace").lower()))
    if checksum is None:
        return made
    from pybits.domain.checksum import parse_checksum

    return made._replace(checksum=parse_checksum(checksum))


def addfileset(ctx: Context, job: str, textfile: str, sums: str | None, if_exists: str | None) -> Iterator[View]:
    """Add the files that a text file lists, all or none."""
    found = ctx.manager.find(job)
    from pybits.manager.file_set import read_set

    lines = ctx.read_text(textfile).split("\n")  # a name may have what Unicode calls the end of a line
    files = [file(ctx, *pair, if_exists=if_exists) for pair in read_set(lines, textfile)]
    if not files:
        raise BitsError(E_INVALIDARG, f"{textfile} lists no file.")
    if sums is not None:
        from pybits.domain.checksum import parse_sums, with_sums

        files = with_sums(files, parse_sums(ctx.read_text(sums).split("\n"), sums), sums)
    return add(ctx, found, files)


def addmetalink(ctx: Context, job: str, metalink: str, folder: str | None, if_exists: str | None) -> Iterator[View]:
    """Add the files that a Metalink file lists, all or none."""
    from pybits.manager.metalink import read_metalink

    found = ctx.manager.find(job)
    files = read_metalink(ctx.read_text(metalink), absolute(folder or ".", ctx.cwd()), metalink)
    how = IfExists((if_exists or "replace").lower())
    return add(ctx, found, [one._replace(if_exists=how) for one in files])


def add(ctx: Context, job: Job, wanted: Sequence[File]) -> Iterator[View]:
    """Add files to a job; the click face says which destinations other jobs have too."""
    files = ctx.manager.add_files(job.guid, wanted)
    yield Added(job, tuple(files))
    if [one.remote for one in wanted] != [one.remote for one in files]:
        yield Note(_SEEN)
    if not ctx.slash and job.type is JobType.DOWNLOAD:
        yield from shared_destinations(ctx, job, [file.local for file in files])


def shared_destinations(ctx: Context, job: Job, paths: Sequence[str]) -> Iterator[View]:
    """Warn of paths that other live jobs will write as well: the one completed last wins."""
    for path, other in ctx.manager.same_destination(job.guid, paths):
        yield Note(f"{path} is also the destination of job {other.guid} '{other.name}'; the last completed wins.")
