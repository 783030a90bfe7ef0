"""The commands that measure: everything unless one is told, and nothing that they do not know."""

import pytest

from bench import __main__ as bench
from bench import abuse


def test_everything_is_measured_unless_a_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.asked([]).parts == abuse.asked(["--runs", "2"]).attacks == []
    assert bench.asked(["web", "relay"]).parts == ["web", "relay"]
    assert abuse.asked(["post_flood"]).attacks == ["post_flood"]
    for asked in (bench.asked, abuse.asked):
        with pytest.raises(SystemExit):
            asked(["the weather"])
        assert "the weather" in capsys.readouterr().err
