"""What the settings of methods are called on the pages."""

from engine.methods import METHODS, MethodSettings

VARIABLES = {
    "sent_model": "restart",
    "unused_jobs": "stale jobs",
    "staleness_exponent": "exponent a",
    "times": "job times",
    "normalisation": "rescaling",
}
"""Variables of the methods' design space that have another name."""
SPACE_NAMES = VARIABLES | {kind: method.title for kind, method in METHODS.items()}
"""What the variables and values of that space are called."""


def setting_name(name: str) -> str:
    """The name of a variable of the methods' design space."""
    return VARIABLES.get(name, name.replace("_", " "))


def field_name(settings: MethodSettings, field: str) -> str:
    """The name of a field of a method."""
    if field == "variant":
        return setting_name("sent_model" if settings.kind == "ringleader" else "unused_jobs")
    return setting_name(field)


def settings_told(settings: MethodSettings) -> list[str]:
    """A method's settings but for its name, each as its name and its value."""
    fields = settings.model_dump(exclude={"kind", "label"}, exclude_none=True)
    return [f"{field_name(settings, name)} {str(value).replace('_', ' ')}" for name, value in fields.items()]
