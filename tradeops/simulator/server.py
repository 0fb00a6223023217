"""The listening side: builds the venues, routes requests to them and runs their clocks."""

import asyncio
import logging
from collections import defaultdict

from aiohttp import web

from . import control, rest
from .config import BadConfiguration, Configuration, open_source
from .journal import Journal, JournalInUse
from .signature import Credentials
from .sockets import LONGEST_MESSAGE
from .sources import BadSource, Source
from .venue import Venue

logger = logging.getLogger(__name__)

VENUES = web.AppKey("venues", dict[str, Venue])


class Server:
    """All venues of one process. ``start`` listens, ``stop`` says goodbye to every socket.

    The books are those of the configuration unless a source is given.
    """

    def __init__(self, configuration: Configuration, source: Source | None = None) -> None:
        self._configuration = configuration
        self._source = source or open_source(configuration)
        self._journals: list[Journal] = []
        self._runners: list[web.AppRunner] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.port = configuration.port
        self.books_ended = False
        self.venues = {name: self._venue(name) for name in self._source.symbols}

    async def start(self) -> None:
        """Raises BadConfiguration when an address cannot be had."""
        for venue in self.venues.values():
            self._source.fill(venue.name, venue.engine)
            self._tasks.append(asyncio.create_task(venue.run()))
        by_port: dict[int, dict[str, Venue]] = defaultdict(dict)
        by_port[self._configuration.port] = {}
        for venue in self.venues.values():
            by_port[venue.port or self._configuration.port][venue.name] = venue
        for port, venues in by_port.items():
            await self._listen(port, venues)
        self._tasks.append(asyncio.create_task(self._drive()))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for venue in self.venues.values():
            for socket in [*venue.streams.sockets, *venue.users.sockets]:
                await socket.close()
        for runner in self._runners:
            await runner.cleanup()
        for journal in self._journals:
            journal.close()

    def _venue(self, name: str) -> Venue:
        configuration, rules = self._configuration, self._source.symbols[name]
        assets = {asset for rule in rules for asset in (rule.base, rule.quote)}
        return Venue(
            name,
            rules,
            configuration.fees_of(name, self._source),
            {asset: configuration.balance_of(asset) for asset in sorted(assets)},
            Credentials(f"{configuration.api_key_prefix}-{name}", configuration.api_secret),
            refill=configuration.refill,
            port=configuration.venues.get(name),
            journal=self._journal(name),
        )

    def _journal(self, name: str) -> Journal | None:
        if self._configuration.data_dir is None:
            return None
        try:
            journal = Journal(self._configuration.data_dir / "venues" / f"{name}.jsonl")
        except (JournalInUse, OSError, ValueError) as error:
            raise BadConfiguration(f"journal of {name}: {error}") from error
        self._journals.append(journal)
        return journal

    async def _listen(self, port: int, venues: dict[str, Venue]) -> None:
        app = web.Application(client_max_size=LONGEST_MESSAGE)
        app[VENUES] = venues
        app.router.add_get("/_venues", self._list)
        app.router.add_post("/{venue}/_control", _control)
        app.router.add_get("/{venue}/stream/ws", _stream)
        app.router.add_get("/{venue}/stream/ws/{number}", _stream)
        app.router.add_get("/{venue}/ws-api/v3", _user_stream)
        app.router.add_route("*", "/{venue}/api/v3/{path}", _rest)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, self._configuration.host, port)
        try:
            await site.start()
        except OSError as error:
            raise BadConfiguration(f"cannot listen on port {port}: {error.strerror}") from error
        if port == self._configuration.port:
            self.port = runner.addresses[0][1]

    async def _list(self, request: web.Request) -> web.Response:
        return rest.reply({"venues": [venue.describe() for venue in self.venues.values()]})

    async def _drive(self) -> None:
        try:
            await self._source.drive({name: venue.engine for name, venue in self.venues.items()})
            self.books_ended = True
        except BadSource as error:
            logger.error("The books stopped: %s", error)
        except Exception:
            logger.exception("The books stopped")


def _venue_of(request: web.Request) -> Venue:
    venue = request.app[VENUES].get(request.match_info["venue"])
    if venue is None:
        raise web.HTTPNotFound()
    return venue


async def _rest(request: web.Request) -> web.StreamResponse:
    return await rest.serve(_venue_of(request), request, request.match_info["path"])


async def _control(request: web.Request) -> web.StreamResponse:
    return await control.serve(_venue_of(request), request)


async def _stream(request: web.Request) -> web.StreamResponse:
    return await _venue_of(request).streams.serve(request)


async def _user_stream(request: web.Request) -> web.StreamResponse:
    return await _venue_of(request).users.serve(request)
