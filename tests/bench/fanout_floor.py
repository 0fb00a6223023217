"""The floor of the fan-out: a bare server that sends what anyone tells it to everyone."""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    everyone: set[ServerConnection] = set()

    async def attend(connection: ServerConnection) -> None:
        everyone.add(connection)
        try:
            async for text in connection:
                broadcast(everyone, text)
        finally:
            everyone.discard(connection)

    async with serve(attend, "127.0.0.1", port, compression=None, ping_interval=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
