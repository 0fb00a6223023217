"""``python -m tradeops.simulator``: run the simulated exchanges until SIGINT or SIGTERM."""

import asyncio
import logging
import os
import signal
import sys

from .config import BadConfiguration, Configuration, open_source, parse_arguments
from .numbers import use_exact_arithmetic
from .server import Server


async def serve(configuration: Configuration) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stopped.set)
    server = Server(configuration)
    try:
        await server.start()
        names = ", ".join(server.venues)
        print(f"Venues {names} at http://{configuration.host}:{server.port}/", flush=True)
        if not os.environ.get("VENUE_API_SECRET"):
            print(f"API keys {configuration.api_key_prefix}-<venue>, secret {configuration.api_secret}", flush=True)
        await stopped.wait()
    finally:
        await server.stop()


def main() -> int:
    """Exit status 2 and one line on standard error when the simulator cannot start as asked."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    use_exact_arithmetic()
    try:
        configuration = parse_arguments(sys.argv[1:])
        if configuration.check:
            open_source(configuration)
        else:
            asyncio.run(serve(configuration))
    except BadConfiguration as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
