"""What workers say to the study. A message that is none is refused whole, before anything of it counts."""

import json
import math
import re
from typing import Any, NoReturn

# Most that a message holds, and one that brings a copy of the journal.
MESSAGE_LIMIT = 1 << 20
COPY_LIMIT = 1 << 28
OUTCOMES = ("succeeded", "pruned", "nothing", "failed")
WORD = re.compile(r"[A-Za-z0-9-]{1,64}")
WHOLE_LIMIT = 1 << 53

# An object of JSON that has been checked.
Message = dict[str, Any]


class Malformed(Exception):
    """What is said is no message."""


def require(holds: object, what: str) -> None:
    if not holds:
        raise Malformed(what)


def whole(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < WHOLE_LIMIT


def number(value: Any) -> float:
    """A measure. What JSON has no number for is a text."""
    if value in ("nan", "inf", "-inf"):
        return float(value)
    require(isinstance(value, (int, float)) and not isinstance(value, bool), "a measure is no number")
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def parsed(data: bytes) -> Any:
    """The message in bytes that somebody has sent. @raises Malformed"""

    def constant(name: str) -> NoReturn:
        raise Malformed("%s is no number of JSON" % name)

    try:
        return json.loads(data.decode("utf-8"), parse_constant=constant)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None


def checked(body: Any, workers: int) -> Message:
    """The message, with what it holds in the types that the study takes. @raises Malformed"""
    require(isinstance(body, dict), "no object")
    index, incarnation, keeper = body.get("worker"), body.get("incarnation"), body.get("keeper")
    require(isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 6 and str(int(index)) == index and int(index) < workers, "no worker of this study")
    require(isinstance(incarnation, str) and WORD.fullmatch(incarnation), "no incarnation")
    require(keeper is None or (isinstance(keeper, str) and WORD.fullmatch(keeper)), "no keeper")
    require(whole(body.get("have", 0)), "have is no length")
    copy = body.get("copy")
    require(copy is None or (isinstance(copy, str) and copy.isascii() and (copy == "" or copy.endswith("\n"))), "copy is no journal")
    require(sum(name in body for name in ("end", "report", "ask")) <= 1, "more than one thing is said")
    message = {"worker": index, "incarnation": incarnation, "keeper": keeper, "have": body.get("have", 0), "copy": copy}
    if "end" in body:
        return dict(message, end=ended(body["end"]))
    if "report" in body:
        return dict(message, report=reported(body["report"]))
    return dict(message, ask=True) if "ask" in body else message


def named(one: Any) -> Message:
    require(isinstance(one, dict) and whole(one.get("number")) and whole(one.get("attempt"), 1), "no trial is named")
    return {"number": one["number"], "attempt": one["attempt"]}


def reported(one: Any) -> Message:
    trial = named(one)
    values, steps = one.get("values"), one.get("steps")
    require(isinstance(values, list) and isinstance(steps, list) and len(values) == len(steps), "values and steps are no pairs")
    require(all(whole(step) for step in steps), "a step is no number")
    require(isinstance(one.get("ended", False), bool), "ended is neither true nor false")
    return dict(trial, values=[number(value) for value in values], steps=steps, ended=one.get("ended", False))


def ended(one: Any) -> Message:
    trial = named(one)
    outcome, reason, metrics = one.get("outcome"), one.get("reason", ""), one.get("metrics", {})
    require(isinstance(outcome, str) and outcome in OUTCOMES, "no outcome")
    require(isinstance(reason, str), "reason is no text")
    require(isinstance(metrics, dict) and len(metrics) <= 16 and all(len(name) <= 63 for name in metrics), "metrics are no measures")
    # Half a character cannot be printed.
    told = {"outcome": outcome, "reason": reason[:500].encode("utf-8", "replace").decode(), "metrics": {name: number(value) for name, value in metrics.items()}}
    return dict(trial, **told, **({"value": number(one.get("value"))} if outcome == "succeeded" else {}))
