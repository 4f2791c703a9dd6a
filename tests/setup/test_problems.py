"""What the set-up cannot do is one line that tells a person what to do."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from setup import __main__ as entry
from setup import command, packages, stamp
from setup.packages import Need
from setup.port import check_port
from setup.words import Problem
from tests.paths import ROOT


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the log of the checkout's own set-up as it is."""
    path = tmp_path / "build" / "setup.log"
    monkeypatch.setattr(command, "LOG", path)
    return path


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that is all there is on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("output", "said"),
    [
        pytest.param("E: You don't have enough free space", "disk is full", id="apt"),
        pytest.param(
            "OSError: [Errno 28] No space left on device", "disk is full", id="pip"
        ),
        pytest.param("npm error code ENOSPC", "disk is full", id="npm"),
        pytest.param(
            "Could not resolve 'deb.debian.org'", "cannot be reached", id="dns"
        ),
        pytest.param("NewConnectionError(...)", "cannot be reached", id="pip_offline"),
        pytest.param("npm error code ENOTFOUND", "cannot be reached", id="npm_offline"),
        pytest.param("E: Could not get lock /var/lib", "another program", id="lock"),
        pytest.param(
            "noise\nE: Broken packages\nmore", "E: Broken packages", id="rest"
        ),
    ],
)
def test_failure_of_a_program_tells_its_kind(output: str, said: str) -> None:
    failing = ["sh", "-c", 'printf "%s" "$1"; exit 1', "sh", output]
    with pytest.raises(Problem, match=said) as problem:
        command.run_step("npm", failing)
    assert "\n" not in str(problem.value)


def test_failure_is_kept_whole_in_the_log(log: Path) -> None:
    command.run(["sh", "-c", "echo one; echo two >&2; exit 3"])
    assert "one\ntwo\n\n[3]" in log.read_text(encoding="utf-8")


def test_port_in_use_is_refused_with_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"make run PORT={port + 1}"):
            check_port(str(port))
    check_port(str(port))


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "http", "8000.0", "๘๐๐๐"])
def test_port_that_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(Problem, match="not a port number"):
        check_port(port)


def test_make_run_refuses_a_taken_port_before_all_else() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = make("run", f"PORT={taken.getsockname()[1]}")
    assert done.returncode != 0
    assert "is in use" in done.stderr
    assert done.stdout == ""


def test_make_without_a_new_enough_python_says_so() -> None:
    done = make("setup", "PYTHON=")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr


def test_make_lists_its_targets() -> None:
    assert "make run" in make().stdout


def test_unprivileged_user_without_sudo_learns_what_to_ask_for(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin_folder, "apt-get", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    need = Need("chromium", is_there=lambda: False, choose=lambda: ["chromium"])
    with pytest.raises(Problem, match="apt-get install chromium"):
        packages.ensure([need])


def test_sudo_that_wants_a_password_nobody_types_is_refused(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin_folder, "sudo", "echo 'sudo: a password is required' >&2; exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(Problem, match="no way to root"):
        packages.as_root(["true"], "chromium")


def test_sudo_is_used_where_it_asks_nothing(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin_folder, "sudo", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    made = packages.as_root(["apt-get", "update"], "chromium")
    assert made[:2] == ["sudo", "-n"]
    assert "https_proxy=http://proxy:3128" in made
    assert made[-2:] == ["apt-get", "update"]


def test_nothing_is_asked_of_apt_when_all_is_there(bin_folder: Path, log: Path) -> None:
    program(bin_folder, "apt-get", "exit 1")
    need = Need("chromium", is_there=lambda: True, choose=lambda: ["chromium"])
    packages.ensure([need])
    assert not log.exists()


def test_system_without_apt_is_told_what_it_lacks(bin_folder: Path) -> None:
    assert bin_folder.is_dir()
    need = Need("chromium", is_there=lambda: False, choose=lambda: ["chromium"])
    with pytest.raises(Problem, match="no apt-get here"):
        packages.ensure([need])


def test_stamp_knows_a_change_of_content_and_of_name(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x", encoding="ascii")
    two.write_text("x", encoding="ascii")
    before = stamp.digest([one])
    assert before == stamp.digest([one])
    assert before != stamp.digest([two])
    one.write_text("y", encoding="ascii")
    assert before != stamp.digest([one])


def test_step_is_done_only_from_the_same_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "STAMPS", tmp_path / "stamps")
    assert not stamp.is_done("build", "a")
    stamp.mark_done("build", "a")
    assert stamp.is_done("build", "a")
    assert not stamp.is_done("build", "b")
    stamp.forget("build")
    assert not stamp.is_done("build", "a")


@pytest.mark.parametrize(("goal", "there"), [("test", False), ("bench", True)])
def test_only_benchmarks_want_the_loader_that_they_are_held_against(
    goal: str, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []

    def note(needs: list[Need]) -> None:
        wanted.extend(need.title for need in needs)
        raise Problem("no_apt", names="")

    monkeypatch.setattr(entry, "ensure", note)
    monkeypatch.setattr(entry, "_alone", nullcontext)
    assert entry.main([goal]) == 2
    assert ("gdal-bin" in wanted) is there
