"""Another engine's answers: agreements as policies of Cedar, which shares no line with the evaluator.

How fast both are: `tests/bench/agreements/test_beside_cedar.py`.
"""

from schemas.events import marac
from streams.agreements.answers import Answers
from streams.agreements.compiled import compile_index
from streams.agreements.masks import items_of
from streams.agreements.weigh import weigh
from tests.bench.agreements.cedar import Cedar
from tests.bench.agreements.councils import agreements, requests

AGREEMENTS = 50
REQUESTS = 120


def test_cedar_permits_the_same() -> None:
    documents = agreements(AGREEMENTS)
    ours, theirs = Answers(compile_index(documents)), Cedar(documents)
    told = set()
    for request in requests(0, AGREEMENTS, REQUESTS):
        permitted = frozenset(items_of(weigh(*ours.encode(request)).permitted))
        assert permitted == theirs.items(request), request
        if permitted:
            told.add(request.event_type)
    assert len(told) > 1
    assert marac.EVENT_TYPE not in told
