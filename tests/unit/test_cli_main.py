"""The last boundary: an exit code for everything, and no word of what somebody said."""

import logging
from argparse import Namespace
from collections.abc import Callable, Iterator

import pytest
from leeward_client.cli import dispatch
from leeward_client.cli.exits import Exit
from leeward_client.cli.main import main
from leeward_client.cli.output import Output

Run = Callable[[Namespace, Output], Exit]


@pytest.fixture(autouse=True)
def logging_stays() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


def raising(error: BaseException) -> Run:
    def run(arguments: Namespace, out: Output) -> Exit:
        raise error

    return run


def test_an_unexpected_error_tells_its_type_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dispatch, "run", raising(RuntimeError("what somebody said")))
    monkeypatch.delenv("LEEWARD_DEBUG", raising=False)
    assert main(["sync"]) == Exit.REFUSED
    said = capsys.readouterr()
    assert "RuntimeError" in said.err
    assert "what somebody said" not in said.out + said.err
    assert "Traceback" not in said.err


def test_who_mends_it_can_ask_for_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dispatch, "run", raising(RuntimeError("what somebody said")))
    monkeypatch.setenv("LEEWARD_DEBUG", "1")
    assert main(["sync"]) == Exit.REFUSED
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dispatch, "run", raising(KeyboardInterrupt()))
    assert main(["sync"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "Stopped.\n"


def test_libraries_say_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(arguments: Namespace, out: Output) -> Exit:
        logging.getLogger("asyncio").error("Task exception was never retrieved: said")
        return Exit.DONE

    monkeypatch.setattr(dispatch, "run", run)
    monkeypatch.delenv("LEEWARD_DEBUG", raising=False)
    assert main(["sync"]) == Exit.DONE
    assert not capsys.readouterr().err


def test_a_command_copied_from_an_arabic_sentence_is_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[Namespace] = []

    def run(arguments: Namespace, _: Output) -> Exit:
        parsed.append(arguments)
        return Exit.DONE

    monkeypatch.setattr(dispatch, "run", run)
    said = "\u2067tide\u2069"
    assert main(["send\u200e", "\u20683\u2069", said, "\u200e--cw", said]) == Exit.DONE
    assert (parsed[0].circle, parsed[0].text, parsed[0].cw) == ("3", said, said)
    assert (
        main(["join", "-", "\u200e--rejoin", "\u206812\u2069\u200e", "--as", "Robin"]) == Exit.DONE
    )
    assert parsed[1].rejoin == "12"
    assert main(["edit", "3", "\u20688bf0a70519bf6e72\u2069", said]) == Exit.DONE
    assert (parsed[2].id, parsed[2].text) == ("8bf0a70519bf6e72", said)
