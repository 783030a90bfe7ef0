"""`leeward chat --plain`: lines in, lines out."""

import subprocess

from support.people import LEEWARD, Person
from support.relay import RelayProcess


def test_a_script_says_things_and_reads_what_others_said(robin: Person, sam: Person) -> None:
    sam("send", "Harbour", "hello there")
    number = next(i["index"] for i in robin.data("read", "Harbour") if i["text"] == "hello there")
    script = f"/read\ngood to have you\n/reply {number} and hello\n/react {number} 🌱\n//help me\n"
    said = robin("chat", "--plain", text=script)
    assert "In Harbour:" in said.out
    assert "hello there" in said.out
    assert "\x1b" not in said.out
    assert sam.texts("Harbour") == ["hello there", "good to have you", "and hello", "/help me"]
    found = next(i for i in sam.data("read", "Harbour") if i["text"] == "hello there")
    assert found["reactions"] == [{"emoji": "🌱", "author": "Robin"}]


def test_what_others_say_comes_as_whole_lines_while_one_waits(robin: Person, sam: Person) -> None:
    with robin.running("chat", "--plain") as running:
        while "Harbour" not in running.line():
            pass
        sam("send", "Harbour", "are you there?\nreally?", "--cw", "a question")
        lines: list[str] = []
        while not any("a question" in line for line in lines):
            lines.append(running.line())
        assert not any("are you there" in line for line in lines)
        number = lines[-2].split()[0]
        assert running.process.stdin is not None
        running.process.stdin.write(f"/show {number}\n")
        running.process.stdin.flush()
        while not any("really?" in line for line in lines):
            lines.append(running.line())
        running.process.stdin.write("/quit\n")
        running.process.stdin.flush()
        assert running.end().code == 0


def test_mistakes_are_said_and_the_sitting_goes_on(robin: Person) -> None:
    script = "/nonsense\n/reply 999 x\n/circle Nowhere\n/help\n/members\n/verify\n/search kettle\n"
    said = robin("chat", "--plain", text=script)
    assert "There is no command /nonsense" in said.out
    assert "Nothing in Harbour has the number or id 999" in said.out
    assert "/reply ID TEXT" in said.out
    assert "Robin" in said.out
    assert "Nothing here holds all these words." in said.out


def test_what_cannot_go_out_is_kept_and_said(robin: Person, relay_apart: RelayProcess) -> None:
    relay_apart.kill()
    said = robin("chat", "--plain", text="for later\n", code=3)
    assert "kept" in said.err
    relay_apart.restart()
    robin("sync")
    assert robin.texts("Harbour") == ["for later"]


def test_it_works_with_standard_input_closed(robin: Person) -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec {LEEWARD} chat --plain <&-"],
        env=robin.environ, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Harbour" in done.stdout


def test_without_a_terminal_the_whole_screen_says_so(robin: Person) -> None:
    said = robin("chat", code=2)
    assert "--plain" in said.err


def test_hostile_text_cannot_control_the_terminal(robin: Person, sam: Person) -> None:
    sam("send", "Harbour", "x\u2067y")
    said = robin("chat", "--plain")
    assert "\u2067" not in said.out
