"""The grammar of the command line."""

import argparse
from pathlib import Path

import pytest
from leeward_client.cli import arguments
from leeward_client.cli.exits import Exit


def parse(*words: str) -> argparse.Namespace:
    return arguments.parse(words, {})


@pytest.mark.parametrize(
    "words",
    [
        ("--vault", "V", "--json", "read", "Lee"),
        ("read", "Lee", "--vault", "V", "--json"),
        ("--vault", "V", "read", "--json", "Lee"),
        ("--json", "read", "Lee", "--vault=V"),
    ],
)
def test_common_options_stand_before_or_after_the_command(words: tuple[str, ...]) -> None:
    parsed = parse(*words)
    assert (parsed.vault, parsed.json, parsed.circle) == (Path("V"), True, "Lee")


def test_common_options_stand_anywhere_around_a_command_of_two_words() -> None:
    for words in (
        ("--json", "circle", "list"),
        ("circle", "--json", "list"),
        ("circle", "list", "--json"),
    ):
        assert parse(*words).json is True
    assert parse("circle", "list").json is False


def test_the_vault_is_the_option_or_the_variable_or_the_data_directory() -> None:
    variable = {"LEEWARD_VAULT": "/v", "XDG_DATA_HOME": "/data"}
    assert arguments.parse(["sync", "--vault", "/o"], variable).vault == Path("/o")
    assert arguments.parse(["sync"], variable).vault == Path("/v")
    assert arguments.parse(["sync"], {"XDG_DATA_HOME": "/data"}).vault == Path("/data/leeward")
    home = Path.home() / ".local" / "share" / "leeward"
    assert arguments.parse(["sync"], {"XDG_DATA_HOME": "relative"}).vault == home
    assert arguments.parse(["sync"], {}).vault == home


def test_an_invite_is_for_one_person_and_two_days_unless_said() -> None:
    assert (parse("invite", "1").uses, parse("invite", "1").expires) == (1, 172_800)
    parsed = parse("invite", "1", "--uses", "3", "--expires", "7d")
    assert (parsed.uses, parsed.expires) == (3, 604_800)
    assert parse("invite", "1", "--expires", "never").expires is None


def test_a_size_is_so_many_mebibytes_or_gibibytes() -> None:
    assert parse("init").size is None
    assert parse("init", "--size", "64M").size == 64 * 1024**2
    assert parse("vault", "migrate", "--size", "4g").size == 4 * 1024**3


def test_a_text_may_begin_with_a_dash() -> None:
    assert parse("send", "1", "-").text == "-"
    assert parse("send", "1", "--", "--hello").text == "--hello"


def test_rules_may_be_several() -> None:
    parsed = parse("policy", "1", "--set", "a=1", "--set", "b=x=y")
    assert parsed.rules == [("a", "1"), ("b", "x=y")]


def test_the_timer_rule_is_a_span() -> None:
    parsed = parse("policy", "1", "--set", "timer=7d", "--set", "timer=3600")
    assert parsed.rules == [("timer", "604800"), ("timer", "3600")]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("circle",),
        ("nothing",),
        ("send", "1"),
        ("circle", "new", "Lee", "--as", "Sam"),
        ("join", "CODE"),
        ("read", "1", "--sin", "3"),
        ("read", "1", "--since", "-1"),
        ("read", "1", "--since", "x"),
        ("read", "1", "--follow", "--offline"),
        ("invite", "1", "--uses", "0"),
        ("invite", "1", "--uses", "51"),
        ("invite", "1", "--uses", "٣"),
        ("invite", "1", "--expires", "soon"),
        ("timer", "1", "5"),
        ("policy", "1", "--set", "rule"),
        ("policy", "1", "--set", "=1"),
        ("policy", "1", "--set", "timer=soon"),
        ("send", "1", "x", "--just-listen", "--advice-welcome"),
        ("edit", "1", "2", "x", "--cw", "y", "--no-cw"),
        ("init", "--size", "256"),
        ("init", "--size", "1M"),
        ("init", "--size", "5G"),
        ("init", "--size", "٣٢M"),
        ("vault", "migrate", "--size", "M"),
        ("vault",),
        ("device",),
        ("device", "remove", "1"),
        ("vault", "destroy-other", "maybe"),
    ],
)
def test_a_line_that_makes_no_sense_ends_with_usage(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(*words)
    assert ended.value.code == Exit.USAGE
    said = capsys.readouterr()
    assert not said.out
    assert said.err.startswith("usage: leeward")


def test_a_complaint_cannot_carry_escape_sequences(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("sync", "1", "\x1b[2J")
    assert "\x1b" not in capsys.readouterr().err


def commands() -> list[tuple[str, ...]]:
    """Every command there is, by walking the parser."""
    found: list[tuple[str, ...]] = []

    def walk(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> None:
        found.append(path)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    walk(child, (*path, name))

    walk(arguments.build(), ())
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_has_help(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(*command, "--help")
    assert ended.value.code == Exit.DONE
    said = capsys.readouterr().out
    assert "--vault DIR" in said
    assert "--passphrase-file FILE" in said
    assert "--json" in said
    assert max(map(len, said.splitlines())) <= 100


def test_the_commands_are_those_of_the_documentation() -> None:
    named = {" ".join(command) for command in commands()} - {"", "circle", "device", "vault"}
    assert named == {
        *("init", "circle new", "circle list", "invite", "invites", "revoke", "join", "unask"),
        *(
            "knocks",
            "admit",
            "decline",
            "send",
            "react",
            "edit",
            "retract",
            "card",
            "chat",
            "timer",
            "mute",
            "unmute",
        ),
        *("read", "members", "remove", "leave", "policy", "verify", "withdraw", "sync", "forget"),
        *("appoint", "approvals", "approve", "backup", "restore"),
        *("panic", "pack", "farewell", "vault add", "vault migrate", "vault destroy-other"),
        *("device link", "device join", "device list", "device remove", "device lost"),
        "verify-web",
        "proxy",
    }
