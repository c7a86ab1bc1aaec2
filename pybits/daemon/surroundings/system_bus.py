"""What NetworkManager, ModemManager and UPower say over D-Bus: asked without waiting, and again at their news."""

from __future__ import annotations

import logging
import os

from ...policy.surroundings import Surroundings, roams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .bus_line import BusLine

log = logging.getLogger("pybits.daemon")

_TRY_AGAIN = 60.0  # seconds, after a bus that was there is gone
_PATIENCE = 20.0  # seconds until a bus that does not even greet is given up
_DEFAULT_SOCKET = "/run/dbus/system_bus_socket"

# field of Surroundings: bus name, path, interface, property, D-Bus type
_ASKED = {
    "metered": ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "", "Metered", "u"),
    "primary": ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "", "PrimaryConnectionType", "s"),
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
# Where the phone network is, a modem says of itself; which modem counts is the one that NetworkManager has connected.
_MODEMS, _MODEMS_PATH = "org.freedesktop.ModemManager1", "/org/freedesktop/ModemManager1"
_WHERE_MODEMS_ARE = ("Modem3gpp", "ModemCdma")  # a change of these is news; that of a signal's strength is not
_ALL_MODEMS = "a{oa{sa{sv}}}"


class SystemBus:
    """Follows the machine's surroundings; without a bus or jeepney they are unrestricted for good."""

    def __init__(self) -> None:
        self.around = Surroundings()
        self._line: BusLine | None = None
        self._serials: dict[int, str] = {}
        self._try_at = self._give_up_at = 0.0
        self._usable = _there_is_a_bus()

    def fileno(self) -> int | None:
        """Give the descriptor that becomes readable when something is said, None while nobody listens."""
        return self._line.fileno() if self._line else None

    def tend(self, monotonic: float) -> tuple[int | None, int | None]:
        """Hear what was said; give the descriptors to stop watching and to watch from now on."""
        before = self.fileno()
        if self._line is None and self._usable and monotonic >= self._try_at:
            self._try_at, self._give_up_at = monotonic + _TRY_AGAIN, monotonic + _PATIENCE
            self._connect()
        if self._line is not None:
            self._hear(self._line)
        if self._line is not None and not self._line.greeted and monotonic >= self._give_up_at:
            log.info("the system bus cannot be used: it does not answer")
            self.close()
        now = self.fileno()
        return (before, now) if before != now else (None, None)

    def due_in(self, monotonic: float) -> float:
        """Give the seconds until the bus is tried again, or given up."""
        if self._line is not None:
            return 3600.0 if self._line.greeted else max(0.0, self._give_up_at - monotonic)
        return max(0.0, self._try_at - monotonic) if self._usable else 3600.0

    def close(self) -> None:
        """Stop listening; nothing is known any more."""
        if self._line is not None:
            self._line.close()
        self._line, self._serials, self.around = None, {}, Surroundings()

    # ---- inside

    def _connect(self) -> None:
        try:
            from .bus_line import BusLine

            self._line = BusLine()
            _listen(self._line)
            self._ask(self._line)
        except ImportError:
            self._usable = False
            log.info("metered connections and batteries are not heeded: jeepney is not installed")
        except Exception as error:  # noqa: BLE001  whatever a bus says, the daemon lives
            log.info("the system bus cannot be used: %s", error)
            self.close()

    def _ask(self, line: BusLine) -> None:
        """Ask for everything; the answers come when they come, and nobody is started for them."""
        from jeepney import DBusAddress, MessageFlag, Properties, new_method_call

        asked = {
            field: Properties(DBusAddress(path, name, interface or name)).get(word)
            for field, (name, path, interface, word, _) in _ASKED.items()
        }
        manager = DBusAddress(_MODEMS_PATH, _MODEMS, "org.freedesktop.DBus.ObjectManager")
        asked["modem_roams"] = new_method_call(manager, "GetManagedObjects")
        self._serials.clear()  # what is said to an earlier question is old
        for field, message in asked.items():
            message.header.flags |= MessageFlag.no_auto_start
            self._serials[line.send(message)] = field

    def _hear(self, line: BusLine) -> None:
        try:
            from jeepney import MessageType

            stirred = False
            for message in line.hear():
                kind = message.header.message_type
                stirred = stirred or kind is MessageType.signal
                if kind in (MessageType.method_return, MessageType.error):
                    self._take(message, sound=kind is MessageType.method_return)
            if stirred:
                self._ask(line)
        except Exception as error:  # noqa: BLE001  whatever a bus says, the daemon lives
            log.info("the system bus is gone: %s", error)
            self.close()

    def _take(self, message: Any, *, sound: bool) -> None:
        from jeepney import HeaderFields

        field = self._serials.pop(message.header.fields.get(HeaderFields.reply_serial, -1), None)
        if field is None:
            return
        value: Any = None  # who does not answer is not there
        signature = message.header.fields.get(HeaderFields.signature)
        if sound and field == "modem_roams" and signature == _ALL_MODEMS:
            value = roams(message.body[0])
        elif sound and field in _ASKED and signature == "v":
            signature, value = message.body[0]
            value = value if signature == _ASKED[field][4] else None
        if field == "profile":
            field, value = "saving", value == "power-saver"
        default = Surroundings._field_defaults[field]
        self.around = self.around._replace(**{field: default if value is None else value})


def _listen(line: BusLine) -> None:
    """Ask the bus to pass on what is announced: changes of what is asked for, and services that come and go."""
    from jeepney import MatchRule, message_bus

    rules = [_changes(sender=name, path=path) for name, path in {(name, path) for name, path, *_ in _ASKED.values()}]
    for word in _WHERE_MODEMS_ARE:
        rules.append(_changes(sender=_MODEMS, path_namespace=_MODEMS_PATH))
        rules[-1].add_arg_condition(0, f"{_MODEMS}.Modem.{word}")
    for name in {_MODEMS, *(name for name, *_ in _ASKED.values())}:
        rules.append(MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged"))
        rules[-1].add_arg_condition(0, name)
    for rule in rules:
        line.send(message_bus.AddMatch(rule))


def _changes(**where: str) -> Any:
    from jeepney import MatchRule

    interface = "org.freedesktop.DBus.Properties"
    return MatchRule(type="signal", interface=interface, member="PropertiesChanged", **where)


def _there_is_a_bus() -> bool:
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    return os.path.exists(_DEFAULT_SOCKET) if address is None else bool(address)
