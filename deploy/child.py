"""What the supervisor really starts: it ends what the process's predecessor left behind, then becomes the process.

A master that died by kill -9 leaves workers; they would go on answering on the same port beside the new ones.
"""

from __future__ import annotations

import os
import sys

from deploy import marked


def main(command: list[str]) -> None:
    """End every other process that carries this one's name in this installation, and run the command."""
    mine = {name: os.environ[name] for name in (marked.MARK, "SUPERVISOR_PROCESS_NAME")}
    marked.kill_all(5.0, **mine)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
