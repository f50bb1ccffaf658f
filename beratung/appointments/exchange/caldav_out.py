# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A calendar on a CalDAV server. The password lives as long as the object; nothing here is called unless asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from beratung.appointments.exchange.errors import (
    CalendarServerAway,
    CalendarServerRefused,
    NoAddress,
    NoSuchCalendar,
    NotEncrypted,
    SeveralCalendars,
)
from beratung.appointments.exchange.publishing import ChangedThere

if TYPE_CHECKING:
    from caldav.response import DAVResponse

T = TypeVar("T")
TIMEOUT = 20
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_CALENDAR_TYPE = "{urn:ietf:params:xml:ns:caldav}calendar"
_ETAG = "{DAV:}getetag"


def check_address(url: str, place: str = "--caldav") -> str:
    """Return an address to which a password may be sent.

    Raises:
        NoAddress: it is none, or has a password in it.
        NotEncrypted: it leads to another machine without encryption.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise NoAddress(place=place)
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise NotEncrypted(place=place)
    return url.strip()


class CalDavCalendar:
    """One calendar of one user on a server; ``url`` is its own address once it was found."""

    def __init__(self, url: str, account: str, password: str, calendar: str = "") -> None:
        """Find the calendar: the address itself, or one of the user's by its name.

        Raises:
            NoAddress, NotEncrypted, NoSuchCalendar, SeveralCalendars: bad input.
            CalendarServerRefused, CalendarServerAway: it cannot be reached.
        """
        from caldav.davclient import DAVClient

        address = check_address(url)
        with _put_into_words():
            self._client = DAVClient(
                url=address,
                username=account,
                password=password,
                timeout=TIMEOUT,
                enable_rfc6764=False,
                rate_limit_handle=False,
            )
        self.url = self._found(address, calendar.strip())

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def etags(self) -> dict[str, str]:
        """The names of all files with their ETags."""
        response = self._asked(lambda: self._client.propfind(self.url, props=[_ETAG], depth=1))
        _expect(response.status, {200, 207})
        with _put_into_words():
            found = response.parse_propfind()
        own = urlsplit(self.url).path.rstrip("/")
        return {
            _last(entry.href): str(entry.properties[_ETAG])
            for entry in found
            if entry.properties.get(_ETAG) and unquote(urlsplit(entry.href).path).rstrip("/") != unquote(own)
        }

    def read(self, name: str) -> bytes:
        """A file; empty where there is none."""
        response = self._asked(lambda: self._client.request(urljoin(self.url, name), "GET"))
        if response.status in {404, 410}:
            return b""
        _expect(response.status, {200})
        return response.raw.encode() if isinstance(response.raw, str) else bytes(response.raw)

    def put(self, name: str, body: bytes, etag: str | None) -> str:
        """Write a file that has this ETag, or is not there (None); returns the new one, empty if it is not told."""
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": etag}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        response = self._asked(
            lambda: self._client.request(urljoin(self.url, name), "PUT", body.decode(), headers)
        )
        if response.status in {409, 412}:
            raise ChangedThere
        _expect(response.status, {200, 201, 204})
        return str(response.headers.get("ETag") or "")

    def delete(self, name: str, etag: str) -> None:
        """Remove a file that has this ETag; one that is gone is no fault."""
        response = self._asked(
            lambda: self._client.request(urljoin(self.url, name), "DELETE", "", {"If-Match": etag})
        )
        if response.status == 412:
            raise ChangedThere
        _expect(response.status, {200, 202, 204, 404, 410})

    def _found(self, address: str, name: str) -> str:
        """Return the address of the calendar, with a slash at its end."""
        if not name and self._is_calendar(address):
            return address.rstrip("/") + "/"
        with _put_into_words():
            calendars = self._client.get_calendars()
            listed = [
                (str(one.url).rstrip("/") + "/", str(one.get_display_name() or "")) for one in calendars
            ]
        fitting = [url for url, shown in listed if not name or name in {shown, _last(url.rstrip("/"))}]
        if not fitting:
            raise NoSuchCalendar(place="--calendar")
        if len(fitting) > 1:
            raise SeveralCalendars(place="--calendar")
        found = urljoin(address, fitting[0])
        if urlsplit(found)[:2] != urlsplit(address)[:2]:
            check_address(found)
        return found

    def _is_calendar(self, address: str) -> bool:
        response = self._asked(lambda: self._client.propfind(address, props=["{DAV:}resourcetype"], depth=0))
        if response.status not in {200, 207}:
            return False
        with _put_into_words():
            found = response.parse_propfind()
        return any(_CALENDAR_TYPE in str(entry.properties) for entry in found)

    def _asked(self, ask: "Callable[[], DAVResponse]") -> "DAVResponse":
        with _put_into_words():
            return ask()


def _last(href: str) -> str:
    return unquote(urlsplit(href).path).rsplit("/", 1)[-1]


def _expect(status: int, good: set[int]) -> None:
    if status in {401, 403}:
        raise CalendarServerRefused
    if status not in good:
        raise CalendarServerAway(what=status)


@contextmanager
def _put_into_words() -> Iterator[None]:
    """Turn what the libraries raise into an error for a person; addresses and names stay out of it.

    XML that is none is a SyntaxError.
    """
    from caldav.lib.error import AuthorizationError, DAVError, NotFoundError
    from niquests.exceptions import RequestException

    try:
        yield
    except AuthorizationError:
        raise CalendarServerRefused from None
    except NotFoundError:
        raise NoSuchCalendar(place="--calendar") from None
    except (DAVError, RequestException, OSError, SyntaxError, ValueError, AssertionError) as error:
        raise CalendarServerAway(what=type(error).__name__) from None
