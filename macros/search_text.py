"""Words, stems and dates as the search sees them.

`docs/assets/js/search-text.js` does the same to what a reader types; `tests/test_search.py` compares
the two. Stemming is Snowball English 3.0 on both sides, as in Sphinx (https://snowballstem.org/).
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from sys import intern

import snowballstemmer

# Scripts without spaces between words: taken by pairs of characters, the field's usual way.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{CJK}]+|\b[a-z](?:\.[a-z]+)+|(?:(?![{CJK}])[^\W_])+(?:\.\d+)*")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]+)(\d.*)")
_IS_CJK = re.compile(rf"[{CJK}]")
_ENGLISH = re.compile(r"[a-z]{3,}")
_MARKS = re.compile("[\u0300-\u036f]")
_ARTICLE = re.compile(r"\bart(?:icle)?s?\.?\s*(?=\d)")
_POSSESSIVE = re.compile("['’ʼ](?:s\\b)?")

# Words too common to tell sections apart. `off`, `out`, `up`, `no`, `not` and `us` carry meaning.
STOP_WORDS = frozenset(
    """
    a about all also am an and any are as at be been being but by can could did do does doing
    done each for from get gets go had has have he her here his how i if in into is it its just
    kind like lot make makes many may me might more most much must my of on one or other our
    really see shall she should so some such tell than that the their them then there these they
    thing things this those to use used very want was we were what when where whether which
    while who whom whose why will with would you your
    """.split()  # noqa: SIM905
)
# British and American spellings become one; what else they change, they change on both sides.
SPELLINGS = (
    (r"is(e[drs]?|ing|ations?)$", r"iz\1"),
    (r"(?<=..)our", "or"),
    (r"^(def|lic|off|pret)ence", r"\1ense"),
    (r"^(cent|lit|met|theat)re", r"\1er"),
    (r"amme", "am"),
)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and possessives, `Art. 73` as `article 73`."""
    wide = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    narrow = _POSSESSIVE.sub("", unicodedata.normalize("NFC", _MARKS.sub("", wide)))
    return _ARTICLE.sub("article ", narrow)


def words(text: str) -> list[str]:
    """Return the words of `text` in order.

    `GLM-5.2` gives glm and 5.2, `Z.ai` gives zai; Han, kana and hangul give pairs of characters.
    """
    return list(_words(text))


@lru_cache(maxsize=16_384)  # The same text is asked for its words, stems and neighbours.
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        if token.isascii() and token.isalpha():  # most are
            found.append(token)
        elif _IS_CJK.match(token):
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif match := _LETTERS_THEN_DIGITS.fullmatch(token):
            found += match.groups()
        else:
            found.append(token.replace(".", "") if token[-1].isalpha() else token)
    return tuple(map(intern, found))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """Return the stem of an English word, British spelling as American; other words unchanged."""
    if not _ENGLISH.fullmatch(word):
        return word
    for british, american in SPELLINGS:
        word = re.sub(british, american, word)
    found = str(_stemmer().stemWord(word))
    return found[:-1] if found.endswith("ll") else found


def terms(text: str) -> list[str]:
    """Return the stems of the words of `text`, without stop words and single letters."""
    return [
        stem(word) for word in words(text) if word not in STOP_WORDS and not (len(word) == 1 and "a" <= word <= "z")
    ]


def joins(text: str) -> list[str]:
    """Return neighbouring words as one, so that `fable5` and `redteaming` are found.

    Numbers stand also without their dot, so that `glm52` is found.
    """
    found = [
        left + right
        for left, right in pairwise(words(text))
        if left not in STOP_WORDS and right not in STOP_WORDS and not _IS_CJK.match(left)
    ]
    return found + [join.replace(".", "") for join in found if "." in join]


def date_terms(date: str) -> list[str]:
    """Return the terms of an ISO 8601 day or month: day, day of any year, month, month of any year."""
    year, month, day = (*date.split("-"), "", "")[:3]
    if not month:
        return []
    days = [f"@{year}-{month}-{day}", f"@{month}-{day}"] if day else []
    return [*days, f"@{year}-{month}", f"@{month}"]
