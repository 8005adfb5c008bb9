"""Words, stems and dates as the search sees them.

`docs/assets/js/search-text.js` does the same to what a reader types; `tests/test_search.py` compares the two.
Stemming is Snowball English 3.0 on both sides, as in Sphinx (https://snowballstem.org/).
"""

import re
import unicodedata
from functools import cache

import snowballstemmer

# Scripts written without spaces between words: indexed by pairs of characters, the field's usual way.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{CJK}]+|(?:(?![{CJK}])[^\W_])+(?:\.\d+)*")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]+)(\d.*)")
_IS_CJK = re.compile(rf"[{CJK}]")
_ENGLISH = re.compile(r"[a-z]{3,}")
_MARKS = re.compile("[\u0300-\u036f]")
_ARTICLE = re.compile(r"\bart(?:icle)?s?\.?\s*(?=\d)")
_POSSESSIVE = re.compile("['’ʼ](?:s\\b)?")

# Words too common to tell one section from another. `off`, `out`, `up`, `no`, `not` stay: they carry meaning.
STOP_WORDS = frozenset(
    ["a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do", "does", "doing", "done", "each", "for", "from", "get", "gets", "go", "had", "has", "have", "he", "her", "here", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "kind", "like", "lot", "make", "makes", "many", "may", "me", "might", "more", "most", "much", "must", "my", "of", "on", "one", "or", "other", "our", "really", "see", "shall", "she", "should", "so", "some", "such", "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "things", "this", "those", "to", "us", "use", "used", "very", "want", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "would", "you", "your"]
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
    """Return `text` in lower case, compatibility forms and accents folded, possessives gone, `Art. 73` as
    `article 73`.
    """
    wide = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    narrow = _POSSESSIVE.sub("", unicodedata.normalize("NFC", _MARKS.sub("", wide)))
    return _ARTICLE.sub("article ", narrow)


def words(text: str) -> list[str]:
    """Return the words of `text` in order: `GLM-5.2` gives glm, 5.2; Han, kana and hangul give pairs."""
    found: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        if _IS_CJK.match(token):
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif match := _LETTERS_THEN_DIGITS.fullmatch(token):
            found += match.groups()
        else:
            found.append(token)
    return found


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """Return the stem of an English word of three letters or more, British spelling as American; anything else
    unchanged.
    """
    if not _ENGLISH.fullmatch(word):
        return word
    for british, american in SPELLINGS:
        word = re.sub(british, american, word)
    found = str(_stemmer().stemWord(word))
    return found[:-1] if found.endswith("ll") else found


def terms(text: str) -> list[str]:
    """Return the stems of the words of `text`, without stop words and single letters."""
    return [stem(word) for word in words(text) if is_term(word)]


def is_term(word: str) -> bool:
    """Tell whether a word is worth looking up on its own: no stop word, no single Latin letter."""
    return word not in STOP_WORDS and (len(word) > 1 or not "a" <= word <= "z")


def joins(text: str) -> list[str]:
    """Return neighbouring words written as one, so that `fable5`, `zai` and `redteaming` are found; numbers
    without their dot too, so that `glm52` is.
    """
    row = words(text)
    found = [
        left + right
        for left, right in zip(row, row[1:], strict=False)
        if left not in STOP_WORDS and right not in STOP_WORDS and not _IS_CJK.match(left + right)
    ]
    return found + [join.replace(".", "") for join in found if "." in join]


def date_terms(date: str) -> list[str]:
    """Return the terms of an ISO 8601 day or month, all its spellings reduced to them: the day, the day of the
    year, the month of the year, the month.
    """
    year, month, day = (*date.split("-"), "", "")[:3]
    if not month:
        return []
    days = [f"@{year}-{month}-{day}", f"@{month}-{day}"] if day else []
    return [*days, f"@{year}-{month}", f"@{month}"]
