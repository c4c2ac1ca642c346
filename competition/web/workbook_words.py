"""Words that stand for codes in workbooks: written in one language, read in every one."""

from collections.abc import Mapping

from flask_babel import force_locale

from competition.web.language import LANGUAGES

Words = Mapping[str, str]


def words_now(words: Words) -> dict[str, str]:
    """The word of each code in the language of this request."""
    return {str(key): str(word) for key, word in words.items()}


def words_anywhere(words: Words) -> dict[str, str]:
    """Every word of every language, and the code itself, with the code that it stands for."""
    found = {str(key): str(key) for key in words}
    for language in LANGUAGES:
        with force_locale(language):
            found |= {str(word): str(key) for key, word in words.items()}
    return found
