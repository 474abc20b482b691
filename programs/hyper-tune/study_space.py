"""What values the parameters of a study may have: for optuna, and as the texts that trials are given."""

from decimal import Context, Decimal
from typing import Any

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

# Wide enough for every number that a spec can hold, so nothing is rounded.
EXACT = Context(prec=300)


class Space:
    """The values of one parameter. Those that can be counted are numbered, and optuna chooses a number."""

    def __init__(self, parameter: dict[str, Any]) -> None:
        space = parameter["feasibleSpace"]
        self.distribution: Any
        self.name, self.type = parameter["name"], parameter["parameterType"]
        self.list = space.get("list", [])
        self.low: Any
        self.step: Any
        self.low = self.step = None
        log = space.get("distribution") == "logUniform"
        if self.type == "discrete":
            self.list = sorted(self.list, key=Decimal)
            self.distribution = IntDistribution(0, len(self.list) - 1)
        elif self.type == "categorical":
            self.distribution = CategoricalDistribution(self.list)
        elif self.type == "int":
            low, high, step = (int(Decimal(space.get(name, "1"))) for name in ("min", "max", "step"))
            self.distribution = IntDistribution(low, low + (high - low) // step * step, log=log, step=step)
        elif "step" in space:
            self.low, self.step = Decimal(space["min"]), Decimal(space["step"])
            self.distribution = IntDistribution(0, count(space) - 1)
        else:
            self.distribution = FloatDistribution(float(space["min"]), float(space["max"]), log=log)

    def text(self, value: Any) -> str:
        if self.type == "discrete":
            return self.list[value]  # type: ignore[no-any-return]
        if self.type == "categorical":
            return value  # type: ignore[no-any-return]
        if self.step is not None:
            return format(EXACT.add(self.low, EXACT.multiply(self.step, Decimal(value))), "f")
        return str(int(value)) if self.type == "int" else repr(float(value))

    def points(self) -> list[Any]:
        """Every value, in order; for a grid, whose doubles have steps."""
        if self.type == "categorical":
            return list(self.distribution.choices)
        return list(range(self.distribution.low, self.distribution.high + 1, self.distribution.step))


def count(space: dict[str, str]) -> int:
    """How many values there are from min to max by steps, both ends included where the steps meet them."""
    width = EXACT.subtract(Decimal(space["max"]), Decimal(space["min"]))
    return int(EXACT.divide_int(width, Decimal(space["step"]))) + 1
