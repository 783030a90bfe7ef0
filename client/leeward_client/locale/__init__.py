"""The locale room: what people are told, in their language. It stands below all other rooms."""

from leeward_client.locale.languages import LANGUAGES, preferred
from leeward_client.locale.sentences import SpokenError, say, say_span, use

__all__ = ["LANGUAGES", "SpokenError", "preferred", "say", "say_span", "use"]
