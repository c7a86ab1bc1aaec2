"""What NetworkManager and UPower say over D-Bus: asked without waiting, and again whenever they announce something."""

from __future__ import annotations

import contextlib
import logging
import os

from ..policy.surroundings import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

log = logging.getLogger("pybits.daemon")

_TRY_AGAIN = 60.0  # seconds, after a bus that was there is gone
_DEFAULT_SOCKET = "/run/dbus/system_bus_socket"

# field of Surroundings: bus name, path, interface, property, D-Bus type
_ASKED = {
    "metered": ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "", "Metered", "u"),
    "on_battery": ("org.freedesktop.UPower", "/org/freedesktop/UPower", "", "OnBattery", "b"),
    "percent": (
        "org.freedesktop.UPower",
        "/org/freedesktop/UPower/devices/DisplayDevice",
        "org.freedesktop.UPower.Device",
        "Percentage",
        "d",
    ),
    "profile": (
        "org.freedesktop.UPower.PowerProfiles",
        "/org/freedesktop/UPower/PowerProfiles",
        "",
        "ActiveProfile",
        "s",
    ),
}


class SystemBus:
    """Follows the machine's surroundings; without a bus or jeepney they are unrestricted for good."""

    def __init__(self) -> None:
        self.around = Surroundings()
        self._connection: Any = None
        self._serials: dict[int, str] = {}
        self._try_at = 0.0
        self._usable = _there_is_a_bus()

    def fileno(self) -> int | None:
        """Give the descriptor that becomes readable when something is said, None while nobody listens."""
        return self._connection.sock.fileno() if self._connection else None

    def tend(self, monotonic: float) -> tuple[int | None, int | None]:
        """Hear what was said; give the descriptors to stop watching and to watch from now on."""
        before = self.fileno()
        if self._connection is None and self._usable and monotonic >= self._try_at:
            self._try_at = monotonic + _TRY_AGAIN
            self._connect()
        if self._connection is not None:
            self._hear()
        now = self.fileno()
        return (before, now) if before != now else (None, None)

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until the bus is tried again."""
        return max(0.0, self._try_at - monotonic) if self._usable and self._connection is None else 3600.0

    def close(self) -> None:
        """Stop listening; nothing is known any more."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection, self._serials, self.around = None, {}, Surroundings()

    # ---- inside

    def _connect(self) -> None:
        try:
            from jeepney import DBusAddress, MatchRule, new_method_call
            from jeepney.io.blocking import open_dbus_connection
        except ImportError:
            self._usable = False
            log.info("metered connections and batteries are not heeded: jeepney is not installed")
            return
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        try:
            self._connection = open_dbus_connection("SYSTEM")
            for name, path in {(name, path) for name, path, *_ in _ASKED.values()}:
                changed = MatchRule(
                    type="signal",
                    sender=name,
                    interface="org.freedesktop.DBus.Properties",
                    member="PropertiesChanged",
                    path=path,
                )
                owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
                owner.add_arg_condition(0, name)
                for rule in (changed, owner):
                    self._connection.send(new_method_call(bus, "AddMatch", "s", (rule.serialise(),)))
            self._ask()
        except Exception as error:  # noqa: BLE001  whatever a bus says, the daemon lives
            log.info("the system bus cannot be used: %s", error)
            self.close()

    def _ask(self) -> None:
        """Ask for everything; the answers come when they come, and nobody is started for them."""
        from jeepney import DBusAddress, MessageFlag, Properties

        for field, (name, path, interface, word, _) in _ASKED.items():
            message = Properties(DBusAddress(path, name, interface or name)).get(word)
            message.header.flags |= MessageFlag.no_auto_start
            serial = next(self._connection.outgoing_serial)
            self._serials[serial] = field
            self._connection.send(message, serial=serial)

    def _hear(self) -> None:
        from jeepney import MessageType

        try:
            stirred = False
            while (message := self._next()) is not None:
                kind = message.header.message_type
                stirred = stirred or kind is MessageType.signal
                if kind in (MessageType.method_return, MessageType.error):
                    self._take(message, sound=kind is MessageType.method_return)
            if stirred:
                self._ask()
        except Exception as error:  # noqa: BLE001  whatever a bus says, the daemon lives
            log.info("the system bus is gone: %s", error)
            self.close()

    def _next(self) -> Any:
        try:
            return self._connection.receive(timeout=0)
        except TimeoutError:
            return None

    def _take(self, message: Any, *, sound: bool) -> None:
        from jeepney import HeaderFields

        field = self._serials.pop(message.header.fields.get(HeaderFields.reply_serial, -1), None)
        if field is None:
            return
        value: Any = None  # who does not answer is not there
        if sound and message.header.fields.get(HeaderFields.signature) == "v":
            signature, value = message.body[0]
            value = value if signature == _ASKED[field][4] else None
        if field == "profile":
            field, value = "saving", value == "power-saver"
        default = Surroundings._field_defaults[field]
        self.around = self.around._replace(**{field: default if value is None else value})


def _there_is_a_bus() -> bool:
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    return os.path.exists(_DEFAULT_SOCKET) if address is None else bool(address)
