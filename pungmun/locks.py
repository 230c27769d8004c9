"""One worker on one source, one crawl on one host: locks between processes of one machine.

The kernel holds each lock (`flock` on a file in `var/locks/`), so that a process which is killed, even by SIGKILL, frees it
at once and nothing has to be judged stale. The file's text only tells people who holds it. Several machines that share one
`var/` need a file system with working `flock` (NFS 4 has it).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pungmun.errors import ConfigError, SourceError
from pungmun.settings import Settings

#: Seconds between two looks at a lock that somebody else holds: short beside one polite request (2 s).
LOOK_AGAIN = 0.2


@contextmanager
def source_lock(settings: Settings, source_id: str) -> Iterator[None]:
    """Hold `source_id` while the block runs; a second worker is turned away at once, for the first does the work.

    Raises:
        SourceError: kind `locked`, another process works on this source.
        ConfigError: `var/locks` can't be written.
    """
    with _held(settings, f"source-{source_id}", f"Source {source_id} is being crawled", patience=0.0):
        yield


def last_held(settings: Settings, source_id: str) -> datetime | None:
    """When the source was last worked on (UTC): the end of that work, or its start when it was killed; None for never."""
    try:
        return datetime.fromtimestamp(_path(settings, f"source-{source_id}").stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


@contextmanager
def host_lock(settings: Settings, host: str, *, patience: float) -> Iterator[None]:
    """Hold `host` while the block runs, so that two sources on it don't double the pace that its politeness allows.

    Args:
        settings: names the folder of the locks.
        host: host name as requests address it.
        patience: seconds to wait for the other crawl to end.

    Raises:
        SourceError: kind `locked`, the other crawl did not end in time.
        ConfigError: `var/locks` can't be written.
    """
    with _held(settings, f"host-{host}", f"Host {host} is being crawled for another source", patience=patience):
        yield


@contextmanager
def folder_lock(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a spool folder while it is written or stored; the lock is on the folder itself, so that it goes with it.

    Args:
        folder: with `wait`, it is made when it is missing.
        wait: False to look once: the block then gets False when another process holds the folder or has removed it.

    Raises:
        ConfigError: the folder can't be made.
    """
    descriptor = _lock_folder(folder, wait=wait)
    while wait and descriptor is None:  # it was stored and removed while we waited for it
        descriptor = _lock_folder(folder, wait=wait)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _lock_folder(folder: Path, *, wait: bool) -> int | None:
    """Descriptor that holds the folder; None when another process holds it or has removed it."""
    try:
        if wait:
            folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"The folder {folder} can't be used: {error.strerror}.", todo="make PUNGMUN_VAR_DIR writable") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if os.path.samestat(folder.stat(), os.fstat(descriptor)):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


@contextmanager
def _held(settings: Settings, name: str, taken: str, *, patience: float) -> Iterator[None]:
    path = _path(settings, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"The lock {path} can't be opened: {error.strerror}.", todo="make PUNGMUN_VAR_DIR writable") from error
    with stream:
        deadline = time.monotonic() + patience
        while not _take(stream):
            if time.monotonic() >= deadline:
                raise SourceError(f"{taken}{_holder(path)}.", kind="locked", todo="wait for it to end, or stop that process")
            time.sleep(LOOK_AGAIN)
        _sign(stream)
        try:
            yield
        finally:
            stream.truncate(0)  # closing the file frees the lock; the file stays, for removing it would let two in


def _path(settings: Settings, name: str) -> Path:
    return settings.var_dir / "locks" / f"{re.sub(r'[^A-Za-z0-9._-]', '_', name)}.lock"


def _take(stream: IO[str]) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(stream: IO[str]) -> None:
    stream.truncate(0)
    json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, stream)
    stream.flush()


def _holder(path: Path) -> str:
    """` by process 12 since 2026-11-25T10:00:00+00:00`, or nothing when the holder has not signed yet."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return f" by process {note['pid']} since {note['since']}"
    except (OSError, ValueError, TypeError, KeyError):
        return ""
