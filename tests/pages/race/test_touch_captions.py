"""What stands under the figure where fingers move it."""

from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.gap import View
from pages.parts.race.captions import ON_TOUCH, captions
from tests.support.payloads import computed


def test_captions_for_touch_speak_of_no_mouse() -> None:
    shown = captions(computed(scenario_of({**DEFAULTS, "arrivals": 200})), View())
    touch = {name.removesuffix(ON_TOUCH): text for name, text in shown.items() if name.endswith(ON_TOUCH)}
    assert touch.keys() < set(shown)
    assert all("Click" in shown[name] or "Drag" in shown[name] for name in touch)
    mouse = ("Click", "Drag", "wheel", "Shift", "Ctrl", "key")
    without = [text for name, text in shown.items() if name not in touch]
    assert not [text for text in without if any(word in text for word in mouse)]
