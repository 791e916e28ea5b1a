"""Pages from templates: everything is escaped, and a name that a template misspells is an error, not an empty place."""

from collections.abc import Mapping
from typing import Final, Never

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader, Template, UndefinedError

from services.web import times
from services.web.assets import Assets
from services.web.words_meetings import meeting_title

_GOVUK: Final = "govuk_frontend_jinja"


class _Undefined(ChainableUndefined):
    """Absent parameters of a govuk-frontend macro (keys of a mapping) are empty; any other absent name is an error."""

    def __str__(self) -> str:
        if isinstance(self._undefined_obj, Mapping):
            return ""
        return self._refuse()

    def __html__(self) -> str:
        return str(self)

    def _refuse(self) -> Never:
        raise UndefinedError(f"the template names `{self._undefined_name}`, which the page does not give")


class Templates:
    """The environment of all templates."""

    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("services.web"), PrefixLoader({_GOVUK: PackageLoader(_GOVUK)})]),
            autoescape=True,
            undefined=_Undefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["asset"] = assets.address
        self._environment.globals["times"] = times
        self._environment.globals["meeting_title"] = meeting_title

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """One page. `UndefinedError` where the template prints a name that `values` does not hold."""
        return self.compiled(name).render(values)

    def compiled(self, name: str) -> Template:
        """A template, compiled. `TemplateError` where it cannot be."""
        return self._environment.get_template(name)

    def names(self) -> list[str]:
        """The names of our own templates."""
        return [name for name in self._environment.list_templates() if not name.startswith(f"{_GOVUK}/")]
