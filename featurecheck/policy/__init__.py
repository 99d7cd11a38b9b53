"""The company's policy: thresholds and money assumptions, kept apart from the evidence."""

from featurecheck.policy.reading import FILE_NAME, default_policy, load_policy, policy_from
from featurecheck.policy.settings import FindingOut, Policy, Prior, Survey, Way
from featurecheck.policy.template import as_toml

__all__ = [
    "FILE_NAME",
    "FindingOut",
    "Policy",
    "Prior",
    "Survey",
    "Way",
    "as_toml",
    "default_policy",
    "load_policy",
    "policy_from",
]
