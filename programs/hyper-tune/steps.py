"""Which steps of a trial are kept, so that one that prints without end takes no more room than others. Python 3.5 or later."""


def kept(step: int, dense: int) -> bool:
    """All steps until twice `dense`, and then `dense` more each time their number doubles: the same for every trial, so that they can be compared."""
    spacing = 1
    while step >= 2 * dense * spacing:
        spacing *= 2
    return step % spacing == 0
