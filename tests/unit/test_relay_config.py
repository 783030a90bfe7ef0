"""The configuration: its example, its defaults, and what it refuses."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from leeward_relay.config import Config, ConfigError, address, load, parse

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
PASS = "a long enough pass"


def test_the_example_lists_every_key_with_its_default() -> None:
    values = tomllib.loads(EXAMPLE.read_text())
    assert values == msgspec.to_builtins(Config(), builtin_types=()) | {
        "hosts": [],
        "work": {"admit": "auto", "difficulty": 18, "passes": []},
    }
    assert load(EXAMPLE) == Config()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lisen = '127.0.0.1:1'", "unknown field `lisen`"),
        ("[quota]\nbox_entry = 3", "unknown field `box_entry`"),
        ("[quota]\nbox_entries = '3'", "Expected `int`"),
        ("[quota]\nbox_entries = 0", ">= 1"),
        ("[rates]\nopens_per_minute = 1.5", "Expected `int`"),
        ("[retention]\nshort_days = 0", ">= 1"),
        ("[sizes]\nlargest_entry_kib = 2", "Invalid enum value 2"),
        ("[work]\ndifficulty = 65", "<= 64"),
        ("[work]\nadmit = 'all'", "Invalid enum value"),
        ("[work]\npasses = ['short']", "length >= 12"),
        ("listen = '8470'", "HOST:PORT"),
        ("listen = '127.0.0.1:99999'", "HOST:PORT"),
        ("listen = '0.0.0.0:8470'", "hosts"),
        ("listen = '0.0.0.0:8470'\nhosts = ['relay.example']", "passes"),
        ("hosts = ['relay.example']", "passes"),
        ("hosts = ['Relay.example']\n[work]\nadmit = 'work'", "lower-case"),
        ("hosts = ['https://relay.example']\n[work]\nadmit = 'work'", "lower-case"),
        ("[work]\nadmit = 'pass'", "passes"),
        ("[tls]\ncertificate = 'chain.pem'", "needs its key"),
        ("[metrics]\nlisten = '0.0.0.0:9470'", "loopback"),
        ("not toml", "not TOML"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_reason(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert says in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "config.toml")


def test_passes_are_wanted_as_soon_as_others_can_reach_the_relay() -> None:
    assert not Config().pass_required()
    assert not parse({"hosts": ["127.0.0.1:8470", "[::1]:8470"]}).pass_required()
    public = parse({"hosts": ["relay.example"], "work": {"passes": [PASS]}})
    assert public.pass_required()
    assert not parse({"hosts": ["relay.example"], "work": {"admit": "work"}}).pass_required()


def test_passes_are_hidden() -> None:
    config = parse({"work": {"passes": [PASS]}})
    assert PASS not in repr(config)
    assert PASS not in str(config)


def test_addresses() -> None:
    assert address("127.0.0.1:0") == ("127.0.0.1", 0)
    assert address("[::1]:8470") == ("[::1]", 8470)


def test_limits_are_those_of_the_configuration() -> None:
    limits = Config().limits()
    assert limits.box_bytes == 16 * 1024**2
    assert limits.largest_entry == 262144
    assert (limits.short_days, limits.long_days) == (14, 90)
