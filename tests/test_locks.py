"""Locks between processes: turned away while held, free after the holder is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pungmun.errors import ConfigError, SourceError
from pungmun.locks import folder_lock, host_lock, last_held, source_lock
from pungmun.settings import Settings

HOLD = """
import sys, time
from pathlib import Path
from pungmun.locks import folder_lock, host_lock, source_lock
from pungmun.settings import Settings
settings = Settings(var_dir=sys.argv[1])
spool = Path(sys.argv[1]) / "spool"
with source_lock(settings, "naver-blog"), host_lock(settings, "openapi.naver.com", patience=0), folder_lock(spool):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path)


@contextmanager
def holder(var_dir: Path, seconds: float = 60) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(var_dir), str(seconds)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_second_worker_is_turned_away_and_told_who_holds_it(settings: Settings) -> None:
    with holder(settings.var_dir) as process:
        with pytest.raises(SourceError, match=f"by process {process.pid} since 20") as caught, source_lock(settings, "naver-blog"):
            pytest.fail("two workers hold one source")
        assert caught.value.kind == "locked"


def test_another_source_is_free(settings: Settings) -> None:
    with holder(settings.var_dir), source_lock(settings, "daum-cafe"):
        pass


def test_sigkill_frees_the_lock(settings: Settings) -> None:
    with holder(settings.var_dir) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with source_lock(settings, "naver-blog"):
            pass


def test_lock_is_free_after_an_error_inside(settings: Settings) -> None:
    with pytest.raises(ValueError, match="boom"), source_lock(settings, "naver-blog"):
        raise ValueError("boom")
    with source_lock(settings, "naver-blog"):
        pass


def test_last_held_is_the_end_of_the_work(settings: Settings) -> None:
    assert last_held(settings, "naver-blog") is None
    with source_lock(settings, "naver-blog"):
        os.utime(settings.var_dir / "locks" / "source-naver-blog.lock", (0, 0))
    before = datetime.now(UTC)
    held = last_held(settings, "naver-blog")
    assert held is not None
    assert before - timedelta(minutes=1) < held < before + timedelta(minutes=1)


def test_host_waits_its_turn(settings: Settings) -> None:
    with holder(settings.var_dir, seconds=1):
        started = time.monotonic()
        with host_lock(settings, "openapi.naver.com", patience=30):
            assert time.monotonic() - started > 0.5


def test_host_is_waited_for_no_longer_than_asked(settings: Settings) -> None:
    with (
        holder(settings.var_dir),
        pytest.raises(SourceError, match=r"openapi\.naver\.com"),
        host_lock(settings, "openapi.naver.com", patience=0.3),
    ):
        pytest.fail("two crawls hold one host")


def test_a_name_can_not_leave_the_folder(settings: Settings) -> None:
    with source_lock(settings, "../../elsewhere"):
        assert [path.name for path in (settings.var_dir / "locks").iterdir()] == ["source-.._.._elsewhere.lock"]


def test_unwritable_folder_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="PUNGMUN_VAR_DIR"), source_lock(Settings(var_dir=tmp_path / "file"), "x"):
        pytest.fail("held without a file")


def test_folder_is_free_only_when_nobody_writes_it(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with folder_lock(tmp_path / "spool", wait=False) as free:
            assert not free
        process.kill()
        process.wait()
        with folder_lock(tmp_path / "spool", wait=False) as free:
            assert free


def test_folder_that_was_stored_meanwhile_is_not_free(tmp_path: Path) -> None:
    with folder_lock(tmp_path / "spool") as held:
        assert held
        (tmp_path / "spool").rmdir()
        with folder_lock(tmp_path / "spool", wait=False) as free:
            assert not free


def test_folder_that_was_removed_while_waiting_is_made_again(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    entered: list[bool] = []

    def wait_for_it() -> None:
        with folder_lock(spool):
            entered.append(spool.is_dir())

    with folder_lock(spool):
        waiter = threading.Thread(target=wait_for_it)
        waiter.start()
        time.sleep(0.3)
        assert not entered
        spool.rmdir()
    waiter.join(timeout=10)
    assert entered == [True]
