"""Whatever was counted, asked and written: an answer has one source in force, its figures are in order, nothing crashes."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from observed_data import feature, observed, product, survey, tally, usage

from featurecheck import evaluate
from featurecheck.model import Evidence, Use
from featurecheck.record import from_json, to_json
from featurecheck.report.text import as_text

QUESTIONS = ("uses", "how_often", "likes", "bought_because", "would_miss", "would_switch")
GRADES = ("", "measured", "survey", "public", "buyer-said", "seller-said", "guess")
CELLS = {
    "users": ("", "dk", "0", "500", "50 to 80", "800 to 2k", "0 to 40"),
    "how_often": ("", "weekly", "never", "40%", "10% to 60%", "3 of 10"),
    "like": ("", "dk", "100%", "0%", "80% to 95%"),
    "would_switch": ("", "2% to 8%", "40 users", "0.5%"),
    "competitor_users": ("", "0", "20000", "10k to 40k"),
    "years_on_market": ("", "6 months", "4 years"),
}


@st.composite
def features(draw, active, accounts):
    users = draw(st.integers(0, active + 2))
    judged = draw(st.one_of(st.none(), st.integers(0, users)))
    weekly = None if judged is None else draw(st.integers(0, judged))
    return feature(
        "export", users=users, accounts=min(users, accounts), judged_users=judged, weekly_users=weekly
    )


@st.composite
def panels(draw, name):
    active = draw(st.integers(0, 3000))
    accounts = draw(st.integers(0, active))
    return product(name, active or None, draw(features(active, accounts)), accounts=accounts or None)


@st.composite
def tallies(draw):
    n = draw(st.integers(1, 400))
    effective = draw(st.floats(1.0, n))
    return tally(
        draw(st.sampled_from(QUESTIONS)), draw(st.integers(0, n)), n, effective=effective, accounts=3
    )


@settings(max_examples=120, deadline=None)
@given(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}),
    st.sampled_from(GRADES),
    st.lists(panels("Acme"), max_size=2),
    st.lists(panels("Ours"), max_size=1),
    st.lists(tallies(), max_size=4),
    st.sampled_from(["users", "accounts"]),
)
def test_one_source_is_in_force_and_every_figure_is_in_order(cells, grade, rivals, ours, asked, unit):
    row = {"request": "Export", "competitor": "Acme", **cells}
    row |= {f"{name} evidence": grade for name in ("users", "how_often", "like", "would_switch")}
    sources = [usage(*products, name=f"u{at}.csv") for at, products in enumerate(zip(rivals, strict=True))]
    sources += [usage(*ours, name="own.csv")] if ours else []
    results = evaluate(
        pd.DataFrame([row]), {"unit": unit}, observed=observed(*sources, survey("Export", *asked))
    )
    for request in results.requests:
        for one in request.parameters.values():
            assert one.p5 <= one.p50 <= one.p95
            uses = [witness.use for witness in one.witnesses]
            assert not uses or (uses[0] is Use.USED and uses.count(Use.USED) == 1)
            for witness in one.witnesses:
                assert (witness.p5 is None) == (witness.p50 is None) == (witness.p95 is None)
                assert witness.why
                if witness.p5 is not None:
                    assert witness.p5 <= witness.p50 <= witness.p95
            if uses and one.witnesses[0].evidence is Evidence.MEASURED and one.witnesses[0].kind == "usage":
                assert one.evidence is Evidence.MEASURED
    assert as_text(results, 80)
    assert to_json(from_json(to_json(results), "evaluation.json")) == to_json(results)
