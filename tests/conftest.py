"""What every test stands on: no display, no network, no silent warning, a clock that stands still."""

import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

# Before anything imports Qt: tests never need a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import datetime as dt

import hypothesis
import pytest

from rules.clock import StoryClock
from rules.wrapping import Parameters

if TYPE_CHECKING:
    from tests.sync.mailroom import Certificates, Mailboxes, Post

# No test is judged by the time it takes: machines differ, and a slow example is no fault.
_CALM = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("house", _CALM, max_examples=50)
hypothesis.settings.register_profile("ci", _CALM, max_examples=300, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


_TESTS = pytest.StashKey[int]()
_EVERY = 40
"""After so many tests the collector of cycles looks through everything; after a test with a window, through what is new since."""


@pytest.fixture(scope="session", autouse=True)
def collector_at_rest() -> Iterator[None]:
    """Let nothing be swept up in the midst of a test: a worker's thread must not end a window that an earlier test left behind."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Sweep up between tests, in the thread that windows belong to."""
    count = item.session.stash.get(_TESTS, 0) + 1
    item.session.stash[_TESTS] = count
    has_window = "qapp" in getattr(item, "fixturenames", ())
    if has_window:
        _end_what_is_to_end()
    if count % _EVERY == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # what has lasted so long (modules, casebooks of a session) need not be looked through after every window
    elif has_window:
        gc.collect()


def _end_what_is_to_end() -> None:
    """Let Qt delete what was told to go: without a loop of events it would stay, and each change of theme would dress it once more."""
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class NetworkTouchedError(AssertionError):
    """Say that a test reached for a machine other than this one."""


def _is_here(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host in {None, "", "localhost", "::1", "0.0.0.0", "::"} or str(host).startswith("127.")


def _refuse_unless_here(family: int, address: Any) -> None:
    if family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
        raise NetworkTouchedError(address)


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Let sockets reach this machine alone, by address and by name."""

    class LoopbackSocket(socket.socket):
        def connect(self, address: Any) -> None:
            _refuse_unless_here(self.family, address)
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            _refuse_unless_here(self.family, address)
            return super().connect_ex(address)

        def sendto(self, data: Any, *rest: Any) -> int:
            _refuse_unless_here(self.family, rest[-1])
            return super().sendto(data, *rest)

    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *rest: Any, **named: Any) -> Any:
        if not _is_here(host):
            raise NetworkTouchedError(host)
        return look_up(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", LoopbackSocket)
        patch.setattr(socket, "getaddrinfo", look_up_here)
        yield


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def logfail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that logs a warning or worse, unless it is marked `expects_log`."""
    ear = _Ear()
    root = logging.getLogger()
    root.addHandler(ear)
    yield
    root.removeHandler(ear)
    if ear.heard and request.node.get_closest_marker("expects_log") is None:
        pytest.fail("logged: " + "; ".join(ear.heard), pytrace=False)


@pytest.fixture
def clock() -> StoryClock:
    """Stand on the sample county's day, 2009-09-28, nine in the morning."""
    return StoryClock(dt.date(2009, 9, 28))


@pytest.fixture(scope="session")
def cheap_kdf() -> Parameters:
    """Wrap keys at the least that Argon2id allows: tests open many casebooks and guard nothing."""
    return Parameters(time=1, memory_kib=8, lanes=1)


# --- a mail server of the office (tests/sync/mailroom.py); made only where a test asks for it ---------------------------


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> "Certificates":
    """Give certificates for mail servers, good and bad."""
    from tests.sync import mailroom

    return mailroom.certificates(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="session")
def boxes(papers: "Certificates") -> Iterator["Mailboxes"]:
    """Run Dovecot; without it skip and say so, but on the project's own machines fail."""
    from tests.sync import mailroom

    if sys.platform == "win32" or shutil.which("dovecot") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("dovecot is missing: .ci/debian-packages test")
        pytest.skip("dovecot is not installed: .ci/debian-packages test")
    with mailroom.dovecot(papers.good) as running:
        yield running


@pytest.fixture
def post(boxes: "Mailboxes") -> "Post":
    """Give what takes mails from the SMTP server and puts them into the mailboxes."""
    from tests.sync.mailroom import Post

    return Post(boxes.deliver)


@pytest.fixture
def smtp(post: "Post", papers: "Certificates") -> Iterator[int]:
    """Run an SMTP server; give its port (STARTTLS)."""
    from tests.sync import mailroom

    with mailroom.smtp(post, papers.good) as port:
        yield port
