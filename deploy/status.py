"""List what runs: ``make status``."""

from __future__ import annotations

from deploy import folder, pipes, supervision
from deploy.failure import CannotRun


def main() -> None:
    """One line a process: name, state, number, and how long it has run."""
    data = folder.data_folder()
    try:
        rows = supervision.listing(data)
    except OSError as error:
        raise CannotRun("Nothing runs here: start it with make run") from error
    # 0: make would report anything else.
    with pipes.may_be_cut(status=0):
        for row in sorted(rows, key=lambda row: row["name"]):
            age = row["now"] - row["start"] if row["pid"] else 0
            line = f"{row['name']:<20}{row['statename']:<10}{row['pid'] or '-':>8}{age:>8} s  {row['spawnerr']}"
            print(line.rstrip())


if __name__ == "__main__":
    main()
