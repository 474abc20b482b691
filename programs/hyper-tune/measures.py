"""Finds measures, such as `loss=0.25`, in what a trial prints, whatever stands around them. Whole numbers or none: never the beginning of one.

Python 3.5 or later.
"""

import re
from typing import List, Sequence, Tuple

NUMBER = r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)"
# What goes on after digits makes another number of them, or a word: 1,234 1.2.3 1/3 12:30 0.5s 0x1A 1_000.
END = r"(?![A-Za-z0-9_]|[.,:/'+*^-]\d)"
# A name begins where no other name goes on; in a text of JSON an escape such as \n stands before it.
BEGIN = r"(?:(?<![A-Za-z0-9_./-])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))"
COLOURS = re.compile(r"(?:\x1b|\\u001[bB]|\\x1[bB]|\\033)\[[0-9;:]*[A-Za-z]")
SHOWN = 40

# A name and its number.
Measure = Tuple[str, float]


def pattern_of(metrics: Sequence[str]) -> "re.Pattern[str]":
    names = "|".join(re.escape(name) for name in sorted(metrics, key=len, reverse=True))
    return re.compile(r"%s(%s)\s*=\s*(?:\\?[\"'])?(?:(%s)%s|)" % (BEGIN, names, NUMBER, END))


def measures(line: str, pattern: "re.Pattern[str]", metrics: Sequence[str]) -> List[Measure]:
    """The measures of a line, in their order."""
    return read(line, pattern, metrics)[0]


def read(line: str, pattern: "re.Pattern[str]", metrics: Sequence[str]) -> Tuple[List[Measure], List[str]]:
    """The measures of a line, and its places where a measure stands with something other than a number."""
    text = COLOURS.sub("", line)
    found, strange = [], []  # type: List[Measure], List[str]
    for match in pattern.finditer(text):
        name, number = match.group(1), match.group(2)
        if name not in metrics:
            continue
        if number is None:
            strange.append(text[match.start() : match.start() + SHOWN])
        else:
            found.append((name, float(number)))
    return found, strange
