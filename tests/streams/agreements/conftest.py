"""How many generated cases the two evaluators are compared on."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--agreement-cases",
        type=int,
        default=4000,
        help="generated requests on which the two evaluators of agreements are compared",
    )


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> int:
    """How many requests to compare; 4000 where the option is not known, as in a run of all tests."""
    wanted: int = request.config.getoption("--agreement-cases", default=4000)
    return wanted
