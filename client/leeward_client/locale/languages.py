"""Which languages there are, and which of them somebody reads."""

from collections.abc import Mapping

LANGUAGES = ("en", "ar")
"""Languages with all sentences, by their BCP 47 tags; the first one where none is wished for."""
_VARIABLES = ("LEEWARD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def preferred(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for; of POSIX locales only the language counts."""
    wished = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    language = wished.partition(".")[0].replace("-", "_").partition("_")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]
