"""A real dbus-daemon of its own, and on it services with the names and properties of those that the daemon asks."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import DBusAddress

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
<allow send_requested_reply="true" send_type="error"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/></policy></busconfig>"""

# (path, interface): property: D-Bus type and value
NETWORK_MANAGER = ("/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager")
UPOWER = ("/org/freedesktop/UPower", "org.freedesktop.UPower")
BATTERY = ("/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device")
PROFILES = ("/org/freedesktop/UPower/PowerProfiles", "org.freedesktop.UPower.PowerProfiles")
MODEM = ("/org/freedesktop/ModemManager1/Modem/0", "org.freedesktop.ModemManager1.Modem")
MODEM_3GPP = (MODEM[0], f"{MODEM[1]}.Modem3gpp")
NAMES = (NETWORK_MANAGER[1], UPOWER[1], PROFILES[1], "org.freedesktop.ModemManager1")


class SystemBus:
    """The bus, while a `with` lasts; `set` changes a property and announces it, as the services do."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder}/bus"
        self._config = folder / "bus.conf"
        self._config.write_text(_CONFIG.format(path=folder / "bus"))
        self._values: dict[tuple[tuple[str, str], str], tuple[str, Any]] = {
            (NETWORK_MANAGER, "Metered"): ("u", 4),
            (NETWORK_MANAGER, "PrimaryConnectionType"): ("s", "802-3-ethernet"),
            (MODEM, "State"): ("i", 11),
            (MODEM_3GPP, "RegistrationState"): ("u", 1),
            (UPOWER, "OnBattery"): ("b", False),
            (BATTERY, "Percentage"): ("d", 80.0),
            (PROFILES, "ActiveProfile"): ("s", "balanced"),
        }

    def __enter__(self) -> Self:
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self._config}", "--nofork", "--nopidfile", "--print-address=1"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline()
        self._connection: DBusConnection = open_dbus_connection(self.address)
        for name in NAMES:
            Proxy(message_bus, self._connection).RequestName(name)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._daemon.terminate()
        self._daemon.communicate()
        self._thread.join()
        self._connection.close()

    def set(self, where: tuple[str, str], name: str, value: Any) -> None:
        """Change a property and say so."""
        signature = self._values[where, name][0]
        self._values[where, name] = (signature, value)
        emitter = DBusAddress(where[0], interface="org.freedesktop.DBus.Properties")
        body: tuple[Any, ...] = (where[1], {name: (signature, value)}, [])
        self._connection.send(new_signal(emitter, "PropertiesChanged", "sa{sv}as", body))

    def end(self, service: tuple[str, str]) -> None:
        """Let a service end: its name is nobody's."""
        self._connection.send(message_bus.ReleaseName(service[1]))

    def begin(self, service: tuple[str, str]) -> None:
        """Let a service begin again."""
        self._connection.send(message_bus.RequestName(service[1]))

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        path, member = (message.header.fields.get(key) for key in (HeaderFields.path, HeaderFields.member))
        if (path, member) == ("/org/freedesktop/ModemManager1", "GetManagedObjects"):
            return new_method_return(message, "a{oa{sa{sv}}}", (self._modems(),))
        found = self._values.get(((str(path), message.body[0]), message.body[1])) if member == "Get" else None
        if found is None:
            return new_error(message, "org.freedesktop.DBus.Error.UnknownProperty")
        return new_method_return(message, "v", (found,))

    def _modems(self) -> dict[str, dict[str, dict[str, tuple[str, Any]]]]:
        found: dict[str, dict[str, dict[str, tuple[str, Any]]]] = {}
        for ((path, interface), name), value in self._values.items():
            if path == MODEM[0]:
                found.setdefault(path, {}).setdefault(interface, {})[name] = value
        return found
