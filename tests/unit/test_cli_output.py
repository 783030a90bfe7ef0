"""The one door to the terminal."""

import io
import json

import pytest
from leeward_client.cli.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def err() -> io.StringIO:
    return io.StringIO()


def test_people_get_sentences_and_programs_get_data(out: io.StringIO, err: io.StringIO) -> None:
    Output(json=False, out=out, err=err).data({"id": "1"})
    Output(json=True, out=out, err=err).say("a sentence")
    assert not out.getvalue()
    Output(json=False, out=out, err=err).say("a sentence")
    Output(json=True, out=out, err=err).data({"id": "1"})
    assert out.getvalue() == 'a sentence\n{"id": "1"}\n'
    assert not err.getvalue()


def test_whatever_is_printed_is_harmless(out: io.StringIO, err: io.StringIO) -> None:
    hostile = "\x1b[31m\u202e\x9b\x7f"
    Output(json=False, out=out, err=err).say(hostile)
    Output(json=False, out=out, err=err).tell(hostile)
    Output(json=True, out=out, err=err).data({"text": hostile})
    printed = out.getvalue() + err.getvalue()
    assert not set(printed) & set(hostile) - set("[31m")
    last = out.getvalue().splitlines()[-1]
    assert json.loads(last) == {"text": hostile}
    assert last.isascii()


def test_data_is_one_object_a_line(out: io.StringIO) -> None:
    Output(json=True, out=out).data({"text": "two\nlines\u2028more"})
    assert len(out.getvalue().splitlines()) == 1


def test_sentences_on_the_side_are_for_people_and_programs(err: io.StringIO) -> None:
    Output(json=True, out=io.StringIO(), err=err).tell("the relay is away")
    assert err.getvalue() == "the relay is away\n"


def test_only_a_person_at_a_terminal_is_asked() -> None:
    def asked(*, json: bool, out: io.StringIO, answers: io.StringIO) -> bool:
        return Output(json=json, out=out).confirm("Sure?", answers)

    assert asked(json=False, out=io.StringIO(), answers=Terminal("n\n"))
    assert asked(json=False, out=Terminal(), answers=io.StringIO("n\n"))
    assert asked(json=True, out=Terminal(), answers=Terminal("n\n"))
    assert not asked(json=False, out=Terminal(), answers=Terminal("n\n"))
    assert not asked(json=False, out=Terminal(), answers=Terminal(""))
    assert asked(json=False, out=Terminal(), answers=Terminal("Y\n"))
