"""Alembic runs this; the work is in `migrating`."""

from typing import cast

from alembic import context
from alembic.runtime.environment import EnvironmentContext

from streams.engines.postgres.migrating import run_in

run_in(cast(EnvironmentContext, context), "vault")
