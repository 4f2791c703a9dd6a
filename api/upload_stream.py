"""A multipart upload, written to the spool as it comes in and never held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from anyio import move_on_after, to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from api.errors import BadRequestError, TooLargeError
from importers.jobs.spool import MOST_FILES, safe_name
from kkmgis.i18n import both

LONGEST_FIELD = 10_000
LONGEST_WAIT_S = 120.0
"""How long the rest of a refused body is read."""
_BLOCK = 1024 * 1024


@dataclass
class Received:
    """What came in.

    Attributes
    ----------
    fields : dict of str to str
        Plain fields of the form.
    files : dict of str to int
        Harmless name of each file in the folder, and its size in bytes.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)


async def receive(
    request: Request,
    folder: Path,
    *,
    most_bytes: int,
    before_files: Callable[[Received], None],
) -> Received:
    """Read a multipart form whose files go to a folder.

    Parameters
    ----------
    folder : Path
        Exists and is empty.
    most_bytes : int
        Of the whole body.
    before_files : callable
        Asked with the fields that came so far before the first file is taken; what
        it raises ends the reading.

    Raises
    ------
    TooLargeError
        The body is longer than may be.
    BadRequestError
        It is no multipart form, or holds too many files.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise BadRequestError(both("job.upload.no_form"))
    refuse_length(request.headers.get("content-length"), most_bytes)
    form = _Form(folder, before_files)
    parser = MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": form.begin,
            "on_header_field": form.header_name,
            "on_header_value": form.header_value,
            "on_header_end": form.header_end,
            "on_headers_finished": form.headers_finished,
            "on_part_data": form.data,
            "on_part_end": form.end,
            "on_end": form.finish,
        },
    )
    total = 0
    block = bytearray()
    try:
        async for chunk in request.stream():
            total += len(chunk)
            if total > most_bytes:
                raise TooLargeError(too_large(most_bytes))
            block += chunk
            if len(block) >= _BLOCK:
                await to_thread.run_sync(parser.write, bytes(block))
                block.clear()
        await to_thread.run_sync(parser.write, bytes(block))
    except FormParserError as error:
        raise BadRequestError(both("job.upload.no_form")) from error
    finally:
        form.close()
    if not form.finished:
        raise BadRequestError(both("job.upload.cut_off"))
    return form.received


async def let_finish(request: Request, most_bytes: int) -> None:
    """Read what is left of a refused body and forget it.

    A client that sends before it listens would else find its connection broken, and
    never read why. One that waits to be told to go on is answered at once.

    Parameters
    ----------
    most_bytes : int
        That are read at most; who sends more has to live without the answer.
    """
    if request.headers.get("expect", "").lower() == "100-continue":
        return
    total = 0
    try:
        with move_on_after(LONGEST_WAIT_S):
            async for chunk in request.stream():
                total += len(chunk)
                if total > most_bytes:
                    return
    except (ClientDisconnect, RuntimeError):
        # The client is gone, or the body had been read to its end before.
        return


def refuse_length(stated: str | None, most_bytes: int) -> None:
    """Refuse a body that says it is too long, before any of it is read."""
    if stated is not None and stated.isdigit() and int(stated) > most_bytes:
        raise TooLargeError(too_large(most_bytes))


def too_large(most_bytes: int) -> str:
    """Say how large an upload may be."""
    return both("job.upload.too_large", most=f"{most_bytes // 1024**2:,}")


class _Form:
    """The parts of a form as the parser tells them."""

    def __init__(self, folder: Path, before_files: Callable[[Received], None]) -> None:
        self.received = Received()
        self.finished = False
        self._folder = folder
        self._before_files = before_files
        self._headers: dict[bytes, bytes] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._field = ""
        self._text = bytearray()
        self._file: IO[bytes] | None = None
        self._file_name = ""
        self._is_file = False

    def begin(self) -> None:
        self._headers = {}
        self._text = bytearray()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def headers_finished(self) -> None:
        stated = self._headers.get(b"content-disposition", b"").decode("latin-1")
        _, options = parse_options_header(stated)
        self._field = _text(options.get(b"name", b""))
        self._is_file = b"filename" in options
        # A browser sends an empty part for a file field in which nothing is chosen.
        if self._is_file and options[b"filename"]:
            self._open(_text(options[b"filename"]))

    def _open(self, sent: str) -> None:
        if not self.received.files:
            self._before_files(self.received)
        name = safe_name(sent)
        if len(self.received.files) >= MOST_FILES:
            raise BadRequestError(both("job.upload.too_many", most=MOST_FILES))
        if name.casefold() in {known.casefold() for known in self.received.files}:
            raise BadRequestError(both("job.upload.twice", name=name))
        self._file_name = name
        self.received.files[name] = 0
        path = self._folder / name
        path.touch(mode=0o600, exist_ok=False)
        self._file = path.open("wb")

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            self.received.files[self._file_name] += end - start
        elif not self._is_file:
            self._text += data[start:end]
            if len(self._text) > LONGEST_FIELD:
                raise BadRequestError(both("job.upload.no_form"))

    def end(self) -> None:
        if self._file is not None:
            self.close()
        elif not self._is_file:
            self.received.fields[self._field] = _text(bytes(self._text))

    def finish(self) -> None:
        self.finished = True

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
