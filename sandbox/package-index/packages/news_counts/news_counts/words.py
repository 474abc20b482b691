"""What runs on the executors, which must have this package too."""


def words_of(line: str) -> list[str]:
    return line.lower().split()
