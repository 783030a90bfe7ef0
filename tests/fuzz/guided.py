"""One target under atheris, for the long run: python -m fuzz.guided TARGET CORPUS FOUND SECONDS."""

import sys

import atheris

# Before anything of ours is imported: this is what measures which lines an input reaches.
with atheris.instrument_imports(
    include=["leeward_wire", "leeward_mls", "leeward_client", "leeward_relay", "aiohttp"]
):
    from fuzz import targets_door
    from fuzz.targets import TARGETS

SECONDS_PER_INPUT = 20
MEMORY_MIB = 1024


def main() -> None:
    """Fuzz until the time is up, or until something is found."""
    name, corpus, artifacts, seconds = sys.argv[1:]
    target = TARGETS[name]

    def _run(data: bytes) -> None:
        try:
            target.run(data)
        except BaseException:
            targets_door.close()  # its threads would keep the process from ending
            raise

    atheris.Setup(
        [
            sys.argv[0],
            corpus,
            f"-max_total_time={seconds}",
            f"-max_len={target.largest + 1}",
            f"-artifact_prefix={artifacts}/",
            f"-timeout={SECONDS_PER_INPUT}",
            f"-rss_limit_mb={MEMORY_MIB}",
            "-print_final_stats=1",
            "-verbosity=1",
        ],
        _run,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
