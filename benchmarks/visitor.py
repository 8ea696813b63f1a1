"""One visitor of the Race without a browser: Streamlit's socket, and the one that feeds the live figure.

It does what the front end does: asks for the page, finds the slider in what the page sends, reports the slider's new
value, and runs parts of the page again in the rhythm that they ask for; the figure's payload is answered with "painted"
at once. It does not fetch pictures and scripts.
"""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

SLIDER = "Data heterogeneity"
IN_LINK = re.compile(rb"heterogeneity=([0-9.]+)")
"""The link to share stands on the page with the results, so it says which value a run is of."""
# A browser sends no pings; a server that is late with its answer would be taken for dead.
LIKE_A_BROWSER: dict[str, Any] = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": 120}


@dataclass
class Change:
    """One move of the slider; times in real seconds, infinite for what has not happened."""

    value: float
    sent: float
    shown: float = float("inf")  # the page's results for this value arrived
    finished: float = float("inf")  # the script run that showed them ended by itself, not for a newer change


@dataclass
class Visitor:
    """A visitor of the server at `host`, who moves the slider to `values` one after the other."""

    host: str
    values: list[float]
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    payloads: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    rested: asyncio.Event = field(default_factory=asyncio.Event)  # the latest change has finished
    page: str = ""  # Streamlit's name of the page
    slider: str = ""  # Streamlit's name of the slider
    figure: tuple[str, ...] = ()  # name of the live figure's feed, key of the first payload
    stream: ClientConnection = field(init=False)
    showing: Change | None = None  # whose results the current script run has sent
    timers: dict[str, asyncio.Task[None]] = field(default_factory=dict)  # of parts that run again by themselves

    async def visit(self) -> None:
        """Open the page and read what the server sends, until this is cancelled."""
        address = f"ws://{self.host}/_stcore/stream"
        try:
            async with connect(address, subprotocols=["streamlit"], **LIKE_A_BROWSER) as self.stream:
                await self.rerun()
                async for data in self.stream:
                    self.read(data)
        except (WebSocketException, OSError) as error:
            self.errors.append(str(error))
        self.errors.append("the page's socket was closed")
        self.opened.set()

    async def follow_figure(self) -> None:
        """Receive the live figure's payloads, until this is cancelled."""
        feed, key = self.figure
        try:
            async with connect(f"ws://{self.host}/live-feed/{feed}?key={key}", **LIKE_A_BROWSER) as stream:
                async for _ in stream:
                    self.payloads += 1
                    await stream.send("painted")
        except (WebSocketException, OSError) as error:
            self.errors.append(str(error))
        self.errors.append("the figure's socket was closed")

    async def rerun(self, fragment: str = "") -> None:
        """Ask for a run of the page's script, or of a part of it, with the slider where it was moved to."""
        message = BackMsg()
        state = message.rerun_script
        state.context_info.url = f"http://{self.host}/race"
        state.page_script_hash, state.page_name = self.page, "" if self.page else "race"
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        if self.changes:
            value = self.changes[-1].value
            state.query_string = f"heterogeneity={value}"
            state.widget_states.widgets.add(id=self.slider).double_array_value.data.append(value)
        # A closed socket is an error that `visit` notes.
        with contextlib.suppress(WebSocketException):
            await self.stream.send(message.SerializeToString())

    async def run_again(self, fragment: str, interval: float) -> None:
        """Ask for a run of a part of the page every `interval` seconds, until this is cancelled."""
        while True:
            await asyncio.sleep(interval)
            await self.rerun(fragment)

    def stop_timers(self, fragments: Iterable[str]) -> None:
        for fragment in fragments:
            if fragment in self.timers:
                self.timers.pop(fragment).cancel()

    async def move(self, pause: float, seconds: float, patient: bool) -> None:
        """Move the slider every `pause` seconds for so many `seconds`; patient: not before the last change finished."""
        began = time.perf_counter()
        for turn, value in enumerate(self.values):
            left = began + seconds - time.perf_counter()
            if left <= 0:
                break
            self.rested.clear()
            self.changes.append(Change(value, time.perf_counter()))
            await self.rerun()
            if patient:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.rested.wait(), left)
                await asyncio.sleep(self.changes[-1].sent + pause - time.perf_counter())
            else:
                await asyncio.sleep(began + (turn + 1) * pause - time.perf_counter())

    def read(self, data: bytes) -> None:
        """What one message of the page's socket says."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self.read_element(message.delta.new_element)
            found = IN_LINK.search(data)
            if found:
                self.show(float(found[1]))
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "new_session" and not message.metadata.run.fragment_ids:
            self.showing = None
            self.stop_timers(list(self.timers))
        elif kind == "auto_rerun":
            again = message.auto_rerun
            if again.fragment_id not in self.timers:
                run = self.run_again(again.fragment_id, again.interval)
                self.timers[again.fragment_id] = asyncio.create_task(run)
        elif kind == "stop_auto_rerun":
            self.stop_timers(message.stop_auto_rerun.fragment_ids)
        elif kind == "script_finished":
            self.finish(message.script_finished)
        elif kind in ("session_event", "page_not_found", "auth_redirect"):
            self.errors.append(kind)

    def read_element(self, element: Element) -> None:
        """The slider, the live figure, and errors on the page."""
        kind = element.WhichOneof("type")
        if kind == "slider" and element.slider.label == SLIDER:
            self.slider = element.slider.id
        elif kind == "bidi_component" and not self.figure:
            data = json.loads(element.bidi_component.json)
            if "feed" in data and "key" in data:
                self.figure = (data["feed"], data["key"])
        elif kind == "exception":
            self.errors.append(f"exception on the page: {element.exception.type}")
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.errors.append(f"error on the page: {element.alert.body}")

    def show(self, value: float) -> None:
        """The page's results for `value` have arrived."""
        self.showing = next((change for change in reversed(self.changes) if change.value == value), None)
        if self.showing is not None:
            self.showing.shown = min(self.showing.shown, time.perf_counter())

    def finish(self, status: int) -> None:
        """A script run has ended."""
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("the page's script could not be compiled")
        if status != ForwardMsg.FINISHED_SUCCESSFULLY:
            return
        if self.figure:
            self.opened.set()
        if self.showing is not None:
            self.showing.finished = min(self.showing.finished, time.perf_counter())
            if self.showing is self.changes[-1]:
                self.rested.set()
