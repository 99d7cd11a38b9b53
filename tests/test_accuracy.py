"""The bars of accuracy, on 200 generated bets, against references that share nothing with the core."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import accuracy


@pytest.fixture(scope="module")
def measured():
    return accuracy.measured(accuracy.scattered(accuracy.BETS))


@pytest.fixture(scope="module")
def weighed():
    return accuracy.measured(accuracy.scattered_stakes(accuracy.BETS))


@pytest.mark.parametrize(
    ("what", "bar"),
    [
        ("EVPPI above 1 % of cost, % rms", 0.2),
        ("break-even, % rms", 0.2),
        ("tornado ends, % of cost, largest", 0.2),
        ("EVPI at 1,024 points, % rms", 0.8),
        ("EVPI at 4,096 points, % rms", 0.3),
        ("chance of loss at 1,024 points, percentage points rms", 0.1),
        ("chance of loss at 4,096 points, percentage points rms", 0.1),
    ],
)
def test_errors_stay_below_their_bar(measured, what, bar):
    assert measured[what] <= bar


@pytest.mark.parametrize(
    ("what", "bar"),
    [
        ("EVPPI above 1 % of cost, % rms", 0.2),
        ("break-even, % rms", 0.2),
        ("tornado ends, % of cost, largest", 0.3),
        ("EVPI at 1,024 points, % rms", 1.0),
        ("EVPI at 4,096 points, % rms", 0.5),
        ("chance of loss at 1,024 points, percentage points rms", 0.3),
        ("chance of loss at 4,096 points, percentage points rms", 0.15),
    ],
)
def test_errors_with_weighed_requesters_stay_below_their_bar(weighed, what, bar):
    assert weighed[what] <= bar


def test_the_best_question_is_the_same_in_every_bet_with_weighed_requesters(weighed):
    assert weighed["close calls"] > 100
    assert weighed["break-evens compared"] > 500
    assert weighed["same best question, %"] == 100


def test_the_best_question_is_the_same_in_every_bet(measured):
    assert measured["close calls"] > 100
    assert measured["break-evens compared"] > 500
    assert measured["same best question, %"] == 100
